// The value of a tensor by the float64 reference.
import { type AnyTensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';

/** Row-major values of a tensor made of constants, or of leaves that `feeds` gives. */
export function valuesOf(t: AnyTensor, feeds: readonly (readonly [AnyTensor, ArrayLike<number>])[] = []): number[] {
  return [...evaluate([toExpr(t)], new Map(feeds.map(([leaf, data]) => [toExpr(leaf), data])))[0]!];
}

export const shapeOf = (t: AnyTensor): readonly number[] => toExpr(t).shape;
