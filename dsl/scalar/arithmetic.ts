// Arithmetic of the scalar core. i32 wraps, its division truncates toward zero and a zero divisor gives 0; mod is floored (the sign of the divisor), max and
// min give NaN if either argument is NaN; at a tie the derivative of max and min goes to the second argument.
import { literal } from '../build.ts';
import type { Expr } from '../expr.ts';
import type { ScalarOp } from './op.ts';
import { apply, domain, numeric, real, select } from './rules.ts';

const any = domain(-4, 4);
const nonzero = domain(0.3, 4);

/** a - b floor(a / b); a remainder of zero may have either sign */
export function floorModulo(a: number, b: number): number {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}

/** Nearest integer, halves to even (IEEE 754 roundTiesToEven); zero keeps the sign of x. */
export function roundHalfEven(x: number): number {
  if (x < 0) return -roundHalfEven(-x);
  const low = Math.floor(x);
  const rest = x - low;
  return rest < 0.5 || (rest === 0.5 && low % 2 === 0) ? low : low + 1;
}

export const arithmetic = {
  neg: {
    name: 'neg',
    arity: 1,
    formula: '-x',
    result: numeric,
    evaluate: (x) => -x!,
    evaluateInteger: (x) => -x! | 0,
    partials: ([x]) => [constant(x!, -1)],
    domain: [any],
  },
  abs: {
    name: 'abs',
    arity: 1,
    formula: '|x|',
    result: numeric,
    evaluate: (x) => Math.abs(x!),
    evaluateInteger: (x) => Math.abs(x!) | 0,
    partials: ([x]) => [apply('sign', x!)],
    domain: [domain(-4, 4, [0])],
  },
  sign: {
    name: 'sign',
    arity: 1,
    formula: '-1, 0 or 1 with the sign of x',
    result: numeric,
    evaluate: (x) => Math.sign(x!),
    domain: [domain(-4, 4, [0])],
  },
  floor: {
    name: 'floor',
    arity: 1,
    formula: 'the greatest integer <= x',
    result: real,
    evaluate: (x) => Math.floor(x!),
    domain: [any],
  },
  ceil: {
    name: 'ceil',
    arity: 1,
    formula: 'the least integer >= x',
    result: real,
    evaluate: (x) => Math.ceil(x!),
    domain: [any],
  },
  round: {
    name: 'round',
    arity: 1,
    formula: 'the nearest integer, halves to even',
    result: real,
    evaluate: (x) => roundHalfEven(x!),
    domain: [any],
  },
  add: {
    name: 'add',
    arity: 2,
    formula: 'a + b',
    result: numeric,
    evaluate: (a, b) => a! + b!,
    evaluateInteger: (a, b) => (a! + b!) | 0,
    partials: ([a]) => [constant(a!, 1), constant(a!, 1)],
    domain: [any, any],
  },
  sub: {
    name: 'sub',
    arity: 2,
    formula: 'a - b',
    result: numeric,
    evaluate: (a, b) => a! - b!,
    evaluateInteger: (a, b) => (a! - b!) | 0,
    partials: ([a]) => [constant(a!, 1), constant(a!, -1)],
    domain: [any, any],
  },
  mul: {
    name: 'mul',
    arity: 2,
    formula: 'a b',
    result: numeric,
    evaluate: (a, b) => a! * b!,
    evaluateInteger: (a, b) => Math.imul(a!, b!),
    partials: ([a, b]) => [b!, a!],
    domain: [any, any],
  },
  div: {
    name: 'div',
    arity: 2,
    formula: 'a / b',
    result: numeric,
    evaluate: (a, b) => a! / b!,
    // | 0 truncates, wraps, and takes 0 for what is no number
    evaluateInteger: (a, b) => (a! / b!) | 0,
    partials: ([, b], out) => [apply('reciprocal', b!), apply('neg', apply('div', out, b!))],
    domain: [any, nonzero],
  },
  mod: {
    name: 'mod',
    arity: 2,
    formula: 'a - b floor(a / b)',
    result: numeric,
    evaluate: (a, b) => floorModulo(a!, b!),
    evaluateInteger: (a, b) => floorModulo(a!, b!) | 0,
    partials: ([a, b]) => [constant(a!, 1), apply('neg', apply('floor', apply('div', a!, b!)))],
    domain: [domain(0.2, 0.9), domain(1, 3)],
  },
  max: {
    name: 'max',
    arity: 2,
    formula: 'the greater of a and b',
    result: numeric,
    evaluate: (a, b) => Math.max(a!, b!),
    partials: ([a, b]) => [select(apply('greater', a!, b!), 1, 0), select(apply('greater', a!, b!), 0, 1)],
    domain: [any, any],
  },
  min: {
    name: 'min',
    arity: 2,
    formula: 'the lesser of a and b',
    result: numeric,
    evaluate: (a, b) => Math.min(a!, b!),
    partials: ([a, b]) => [select(apply('less', a!, b!), 1, 0), select(apply('less', a!, b!), 0, 1)],
    domain: [any, any],
  },
  reciprocal: {
    name: 'reciprocal',
    arity: 1,
    formula: '1 / x',
    result: real,
    evaluate: (x) => 1 / x!,
    partials: (_, out) => [apply('neg', apply('mul', out, out))],
    domain: [nonzero],
  },
} as const satisfies Record<string, ScalarOp>;

/** A constant derivative, of the argument's shape. */
function constant(like: Expr, value: number): Expr {
  return literal(value, 'f32', like.shape);
}
