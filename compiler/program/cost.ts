// What a scalar operation costs, in units of one addition. Only the order of magnitude matters: fusion weighs
// recomputing a value against storing and loading it.
import type { ScalarName } from '../../dsl/scalar/op.ts';

export const operationCost: Readonly<Record<ScalarName, number>> = {
  neg: 1,
  abs: 1,
  sign: 2,
  floor: 1,
  ceil: 1,
  round: 1,
  not: 1,
  toF32: 1,
  toI32: 1,
  toBool: 1,
  add: 1,
  sub: 1,
  mul: 1,
  max: 1,
  min: 1,
  and: 1,
  or: 1,
  select: 1,
  equal: 1,
  notEqual: 1,
  less: 1,
  lessEqual: 1,
  greater: 1,
  greaterEqual: 1,
  div: 5,
  mod: 6,
  sqrt: 5,
  rsqrt: 6,
  reciprocal: 5,
  exp: 12,
  expm1: 16,
  log: 12,
  log1p: 16,
  tanh: 16,
  sigmoid: 14,
  erf: 20,
  sin: 17,
  cos: 17,
  tan: 19,
  pow: 48,
  atan2: 22,
};

/** Storing a value once and loading it again, in the same units. */
export const storeCost = 3;
export const loadCost = 1;
