// Views: the same elements elsewhere. Nothing is computed; gradients are views too, and a sum where elements repeat.
import { targetSizes } from '../binding.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import { elementCount } from '../expr.ts';
import { broadcastTo as broadcastView } from '../expression/broadcast.ts';
import * as expression from '../expression/views.ts';
import type {
  At,
  Axis,
  Canonical,
  Dim,
  IsPermutation,
  Message,
  OneAxis,
  Options,
  Permute,
  Product,
  Repeat,
  Reshape,
  Shape,
  SliceDim,
  Some,
  Splice,
  SplitDim,
  Stretches,
  Strided,
  Win,
  WindowOptions,
} from '../shape/index.ts';
import { optionsOf, windowOptions } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { operand, type Result, result, results } from './boundary.ts';

/** The same elements in row-major order; one -1 is computed: reshape(x, 'batch', -1). */
export function reshape<S extends Shape, D extends DType, const T extends Shape>(
  x: Tensor<S, D>,
  ...shape: { [I in keyof T]: Reshape<S, T> extends unknown[] ? T[I] : Message<'reshape', [S, Product<S>, T]> }
): Tensor<Reshape<S, T> extends infer R extends Shape ? R : Shape, D> {
  // TypeScript would look for what Reshape is of all shapes, without end; the rule at run time checks each dimension
  const target: unknown = shape;
  return result(expression.reshape(operand('reshape', x), targetSizes('reshape', target as readonly Dim[])));
}

/** [a, b, c] -> [a, b c]: all axes after the first in one. */
export function flatten<B extends Dim, R extends Shape, D extends DType>(
  x: Tensor<[B, ...R], D>,
): Tensor<[B, Product<R>], D> {
  const e = operand('flatten', x);
  if (e.shape.length === 0) throw new ShapeError('rank', ['flatten', '1 or more', e.shape]);
  return result(expression.reshape(e, [e.shape[0]!, elementCount(e.shape.slice(1))]));
}

/** Output axis j is input axis axes[j]. */
export function permute<S extends Shape, D extends DType, const P extends number[]>(
  x: Tensor<S, D>,
  ...axes: { [I in keyof P]: IsPermutation<S, P> extends true ? P[I] : Message<'permutation', [P, S]> }
): Tensor<Permute<S, P>, D> {
  return result(expression.permute(operand('permute', x), axes as readonly number[]));
}

/** The last two axes exchanged. */
export function transpose<L extends Shape, A extends Dim, B extends Dim, D extends DType>(
  x: Tensor<[...L, A, B], D>,
): Tensor<[...L, B, A], D> {
  return result(expression.transpose(operand('transpose', x)));
}

/** A shape as it is written, each dimension in its one text. */
type Written<T extends Shape> = { [I in keyof T]: Canonical<T[I]> };
/** Dimensions of 1 stretched, missing ones put in front. */
export function broadcastTo<S extends Shape, D extends DType, const T extends Shape>(
  x: Tensor<S, D>,
  ...shape: {
    [I in keyof T]: Stretches<S, Written<T>> extends true ? T[I] : Message<'broadcastTo', ['broadcastTo', S, T]>;
  }
): Tensor<Written<T>, D> {
  return result(broadcastView(operand('broadcastTo', x), targetSizes('broadcastTo', shape as readonly Dim[])));
}

/** Without `axis`, which has size 1. */
export function squeeze<S extends Shape, D extends DType, X extends number>(
  x: Tensor<S, D>,
  axis: [OneAxis<'squeeze', S, X>] extends [X]
    ? At<S, X> extends 1
      ? X
      : Message<'squeeze', [X, S, At<S, X> & Dim]>
    : OneAxis<'squeeze', S, X>,
): Tensor<Splice<S, X, []>, D> {
  return result(expression.squeeze(operand('squeeze', x), axis as number));
}

/** With a new axis of size 1: `axis` of the result. */
export function expand<S extends Shape, D extends DType, X extends number>(
  x: Tensor<S, D>,
  axis: OneAxis<'expand', [...S, 1], X>,
): Tensor<InsertAt<S, Axis<[...S, 1], X>, 1>, D> {
  return result(expression.expand(operand('expand', x), axis as number));
}

type InsertAt<S extends unknown[], X, N, Head extends unknown[] = []> = Head['length'] extends X
  ? [...Head, N, ...S]
  : S extends [infer H, ...infer T]
    ? InsertAt<T, X, N, [...Head, H]>
    : [...Head, N];

export interface SliceOptions {
  /** every step-th element */
  readonly step?: number;
}
/** The length of the slice. */
type Sliced<D extends Dim, F extends number, T extends number, O> =
  SliceDim<D, F, T> extends infer R extends Dim
    ? O extends { readonly step: infer N extends number }
      ? Strided<R, N>
      : R
    : never;

/** A bound of a slice, checked where the user wrote the last one: at `from` when the slice goes to the end. */
type From<D extends Dim, F extends number, T extends number> = [T] extends [0]
  ? SliceDim<D, F, 0> extends null
    ? Message<'sliceFrom', [F, D]>
    : F
  : F;
type To<D extends Dim, F extends number, T extends number> = [T] extends [0]
  ? T
  : SliceDim<D, F, T> extends null
    ? Message<'slice', [F, T, D]>
    : T;

/**
 * Elements [from, to) along `axis`; negative bounds count from the end and to = 0 is the end. At least one element.
 */
export function slice<
  S extends Shape,
  D extends DType,
  X extends number,
  F extends number,
  T extends number = 0,
  const O extends Some<SliceOptions> = SliceOptions,
>(
  x: Tensor<S, D>,
  axis: OneAxis<'slice', S, X>,
  from: From<At<S, X>, F, T>,
  to?: To<At<S, X>, F, T>,
  options?: Options<'slice', O, SliceOptions>,
): Tensor<Splice<S, X, [Sliced<At<S, X>, F, NoInfer<T>, O>]>, D> {
  const end = (to as number | undefined) ?? 0;
  const { step } = optionsOf<SliceOptions>('slice', options, { step: 1 });
  return result(expression.slice(operand('slice', x), axis as number, from as number, end, step));
}

/** `parts` equal pieces along `axis`. */
export function split<S extends Shape, D extends DType, X extends number, N extends number>(
  x: Tensor<S, D>,
  axis: OneAxis<'split', S, X>,
  parts: SplitDim<At<S, X>, N> extends null ? Message<'split', [At<S, X>, N]> : N,
): Repeat<Tensor<Splice<S, X, [Extract<SplitDim<At<S, X>, N>, Dim>]>, D>, N> {
  return results(expression.split(operand('split', x), axis as number, parts as number)) as Repeat<Result, N>;
}

/** The order along each of `axes` reversed. */
export function flip<S extends Shape, D extends DType, const A extends readonly number[]>(
  x: Tensor<S, D>,
  ...axes: { [I in keyof A]: OneAxis<'flip', S, A[I]> }
): Tensor<S, D> {
  return result(expression.flip(operand('flip', x), axes as readonly number[]));
}

/** Windows along `axis`, the position inside the window as a new last axis: [.., D, ..] -> [.., count, .., size]. */
export function window<
  S extends Shape,
  D extends DType,
  X extends number,
  K extends number,
  const O extends Some<WindowOptions> = WindowOptions,
>(
  x: Tensor<S, D>,
  axis: OneAxis<'window', S, X>,
  size: K,
  options?: Options<'window', O, WindowOptions>,
): Tensor<[...Splice<S, X, [Win<At<S, X>, K, O>]>, K], D> {
  const { stride = 1, padding = 0, dilation = 1 } = optionsOf<WindowOptions>('window', options, windowOptions);
  return result(expression.window(operand('window', x), axis as number, { size, stride, padding, dilation }));
}
