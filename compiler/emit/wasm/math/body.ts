// What every function of this folder is: a writer of a WebAssembly function over four lanes.
import type { FunctionBuilder } from '../assemble/function.ts';
import type { Term } from './terms.ts';

/**
 * Writes the body. `args` are the parameters, of which every function has a first; a function of one never reads its
 * second. `other` gives another function of this folder.
 */
export type Body = (f: FunctionBuilder, args: Arguments, other: Other) => void;
export type Other = (name: MathName) => (x: Term) => Term;
export type Arguments = readonly [Term, Term];

/** (v128, ...) -> v128 with this many parameters */
export const arities = {
  exp: 1,
  log: 1,
  tanh: 1,
  sigmoid: 1,
  erf: 1,
  expm1: 1,
  log1p: 1,
  sign: 1,
  sin: 1,
  cos: 1,
  tan: 1,
  pow: 2,
  atan2: 2,
  mod: 2,
  quartersOfLarge: 1,
} as const;

export type MathName = keyof typeof arities;
