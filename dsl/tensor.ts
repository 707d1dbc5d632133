// A tensor as the user's types see it: an expression node that carries its shape and element type as type parameters.
//
// At run time a Tensor *is* its expression node; the shape parameter is a phantom, because its dimensions may be names
// ('batch') that the node, traced with the names bound, only knows as numbers. `toExpr` and `asTensor` are the two
// crossings between the typed surface and the graph, and the only unchecked ones.
import type { DType } from './dtype.ts';
import type { Expr } from './expr.ts';
import type { GradualShape } from './shape/gradual.ts';

/** Phantom keys: they exist in types only. */
declare const rank: unique symbol;
declare const shape: unique symbol;

/**
 * A pure expression of shape S and element type D.
 *
 * S is invariant, so that Tensor<[784]> and Tensor<[512]> never meet in Tensor<[784 | 512]>; a dimension of which types
 * know only that it is a `number` fits every other one, both ways. D is covariant: a function that accepts every element
 * type says Tensor<S, DType>.
 */
export interface Tensor<S extends unknown[], out D extends DType = 'f32'> {
  /** Parameters of their own: the checker then compares shapes that are different types, instead of giving up. */
  [rank](...of: S): void;
  readonly [shape]: (of: GradualShape<S>) => GradualShape<S>;
  readonly dtype: D;
}

/** A tensor of any shape and element type. */
// biome-ignore lint/suspicious/noExplicitAny: S is invariant, so no narrower argument stands for every shape
export type AnyTensor = Tensor<any, DType>;

/** The expression node that a tensor is. */
export function toExpr(t: AnyTensor): Expr {
  return t as unknown as Expr;
}

/** The named unchecked boundary: the caller states the shape and element type that the op's signature promises. */
export function asTensor<S extends unknown[], D extends DType>(e: Expr): Tensor<S, D> {
  return e as unknown as Tensor<S, D>;
}
