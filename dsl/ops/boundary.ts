// Between the typed surface and the graph. Signatures of operations check shapes in their parameters' types, so the
// bodies receive `unknown`: what it is, is checked here once more, for callers without types.
import type { DType } from '../dtype.ts';
import type { Expr } from '../expr.ts';
import { asTensor, type Tensor } from '../tensor.ts';

/** What a body returns: assignable to every Tensor<S, D>; the signature says which one it is. */
// biome-ignore lint/suspicious/noExplicitAny: S is invariant, and only `any` stands for whatever the signature computed
export type Result = Tensor<any, never>;

/** The expression of an operand; numbers and other values are errors. */
export function operand(op: string, x: unknown): Expr {
  if (isTensor(x)) return x;
  throw new TypeError(`${op}: expected a tensor, got ${x === null ? 'null' : typeof x}`);
}

/** A node is an object with a kind; nothing else in the language has both a kind and a shape. */
export function isTensor(x: unknown): x is Expr {
  return typeof x === 'object' && x !== null && 'kind' in x && 'dtype' in x && 'id' in x;
}

export function result(e: Expr): Result {
  // biome-ignore lint/suspicious/noExplicitAny: see Result
  return asTensor<any, never>(e);
}

export function results(es: readonly Expr[]): Result[] {
  return es.map(result);
}

/** Names of the element types that compute: arithmetic is not defined on bool. */
export type Numeric = 'f32' | 'i32';
export type { DType };
