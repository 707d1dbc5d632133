// Views: the same elements elsewhere. Nothing is computed; gradients are views too, and a sum where elements repeat.
import { targetSizes } from '../binding.ts';
import { makeReshape } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import { type Expr, elementCount } from '../expr.ts';
import { broadcastTo as broadcastView } from '../expression/broadcast.ts';
import * as expression from '../expression/views.ts';
import { axisOf, lengthened, named } from '../names.ts';
import type {
  At,
  Axis,
  AxisName,
  Canonical,
  Dim,
  Message,
  NewAxis,
  Numbered,
  OneAxis,
  Options,
  Part,
  Parts,
  Permute,
  PermuteAxis,
  Product,
  Repeat,
  Reshape,
  ReshapeError,
  Shape,
  SliceError,
  SliceFits,
  SliceLength,
  Some,
  Splice,
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
  ...shape: { [I in keyof T]: Reshape<S, T> extends unknown[] ? T[I] : ReshapeError<S, T> }
): Tensor<Reshape<S, T> extends infer R extends Shape ? R : Shape, D> {
  // TypeScript would look for what Reshape is of all shapes, without end; the rule at run time checks each dimension
  const target = shape as unknown as readonly Dim[];
  const e = operand('reshape', x);
  return result(expression.reshape(e, targetSizes('reshape', target), target));
}

/** [a, b, c] -> [a, b c]: all axes after the first in one. */
export function flatten<B extends Dim, R extends Shape, D extends DType>(
  x: Tensor<[B, ...R], D>,
): Tensor<[B, Product<R>], D> {
  const e = operand('flatten', x);
  if (e.shape.length === 0) throw new ShapeError('rank', ['flatten', '1 or more', e.shape]);
  return result(
    makeReshape(e, [e.shape[0]!, elementCount(e.shape.slice(1))], e.shape.length > 2 ? [0, null] : undefined),
  );
}

/** Output axis j is input axis axes[j]: permute(x, 'batch', 'heads', 'time', -1). */
export function permute<S extends Shape, D extends DType, const P extends AxisName[]>(
  x: Tensor<S, D>,
  ...axes: { [I in keyof P]: PermuteAxis<S, P, P[I]> }
): Tensor<Permute<S, P>, D> {
  const e = operand('permute', x);
  const order = (axes as readonly unknown[]).map((a) => axisOf('permute', e, a));
  return result(expression.permute(e, order));
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
  const target = shape as readonly Dim[];
  return result(named(broadcastView(operand('broadcastTo', x), targetSizes('broadcastTo', target)), target));
}

/** Without `axis`, which has size 1. */
export function squeeze<S extends Shape, D extends DType, X extends AxisName>(
  x: Tensor<S, D>,
  axis: [OneAxis<'squeeze', S, X>] extends [X]
    ? At<S, X> extends 1
      ? X
      : Message<'squeeze', [Numbered<S, X>, S, At<S, X> & Dim]>
    : OneAxis<'squeeze', S, X>,
): Tensor<Splice<S, X, []>, D> {
  const e = operand('squeeze', x);
  return result(expression.squeeze(e, axisOf('squeeze', e, axis)));
}

/** With a new axis of size 1: `axis` of the result, before the axis of that name. */
export function expand<S extends Shape, D extends DType, X extends AxisName>(
  x: Tensor<S, D>,
  axis: NewAxis<'expand', S, X>,
): Tensor<InsertAt<S, Axis<[...S, 1], X>, 1>, D> {
  const e = operand('expand', x);
  return result(expression.expand(e, axisOf('expand', e, axis)));
}

type InsertAt<S extends unknown[], X, N, Head extends unknown[] = []> = Head['length'] extends X
  ? [...Head, N, ...S]
  : S extends [infer H, ...infer T]
    ? InsertAt<T, X, N, [...Head, H]>
    : [...Head, N];

/** A part of `x` that happens to be the whole has no name there: that is of the dimension which it is a part of. */
function partOf(x: Expr, part: Expr, axis: number): Expr {
  if (part.shape.at(axis) !== x.shape.at(axis)) return part;
  return makeReshape(part, part.shape, expression.labelsOf(part).with(axis, null));
}

export interface SliceOptions {
  /** every step-th element */
  readonly step?: number;
}
/** The length of the slice. */
type Sliced<D extends Dim, F extends number, T extends number, O, G> = O extends {
  readonly step: infer N extends number;
}
  ? Strided<SliceLength<D, F, T, G>, N>
  : SliceLength<D, F, T, G>;

/** A bound of a slice, checked where the user wrote the last one: at `from` when the slice goes to the end. */
type From<D extends Dim, F extends number, T extends number, G> = [T] extends [0]
  ? SliceFits<D, F, 0, G> extends true
    ? F
    : Message<'sliceFrom', [F, D]>
  : F;
type To<D extends Dim, F extends number, T extends number, G> = [T] extends [0]
  ? T
  : SliceFits<D, F, T, G> extends true
    ? T
    : SliceError<D, F, T, G>;

/**
 * Elements [from, to) along `axis`; negative bounds count from the end and to = 0 is the end. At least one element.
 */
export function slice<
  S extends Shape,
  D extends DType,
  X extends AxisName,
  F extends number,
  T extends number = 0,
  const O extends Some<SliceOptions> = SliceOptions,
>(
  x: Tensor<S, D>,
  axis: OneAxis<'slice', S, X>,
  from: From<At<S, X>, F, T, X>,
  to?: To<At<S, X>, F, T, X>,
  options?: Options<'slice', O, SliceOptions>,
): Tensor<Splice<S, X, [Sliced<At<S, X>, F, NoInfer<T>, O, X>]>, D> {
  const end = (to as number | undefined) ?? 0;
  const { step } = optionsOf<SliceOptions>('slice', options, { step: 1 });
  const e = operand('slice', x);
  const at = axisOf('slice', e, axis);
  const cut = expression.slice(e, at, from as number, end, step);
  if (step !== undefined || (from as number) < 0 || end > 0) return result(partOf(e, cut, at));
  return result(lengthened(e, cut, at, end - (from as number)));
}

/** `parts` equal pieces along `axis`. */
export function split<S extends Shape, D extends DType, X extends AxisName, N extends number>(
  x: Tensor<S, D>,
  axis: OneAxis<'split', S, X>,
  parts: Parts<At<S, X>, N, X>,
): Repeat<Tensor<Splice<S, X, [Part<At<S, X>, N>]>, D>, N> {
  const e = operand('split', x);
  const at = axisOf('split', e, axis);
  const pieces = expression.split(e, at, parts as number);
  return results(pieces.map((piece) => (pieces.length === 1 ? piece : partOf(e, piece, at)))) as Repeat<Result, N>;
}

/** The order along each of `axes` reversed. */
export function flip<S extends Shape, D extends DType, const A extends readonly AxisName[]>(
  x: Tensor<S, D>,
  ...axes: { [I in keyof A]: OneAxis<'flip', S, A[I]> }
): Tensor<S, D> {
  const e = operand('flip', x);
  const along = (axes as readonly unknown[]).map((a) => axisOf('flip', e, a));
  return result(expression.flip(e, along));
}

/** Windows along `axis`, the position inside the window as a new last axis: [.., D, ..] -> [.., count, .., size]. */
export function window<
  S extends Shape,
  D extends DType,
  X extends AxisName,
  K extends number,
  const O extends Some<WindowOptions> = WindowOptions,
>(
  x: Tensor<S, D>,
  axis: OneAxis<'window', S, X>,
  size: K,
  options?: Options<'window', O, WindowOptions>,
): Tensor<[...Splice<S, X, [Win<At<S, X>, K, O>]>, K], D> {
  const { stride = 1, padding = 0, dilation = 1 } = optionsOf<WindowOptions>('window', options, windowOptions);
  const e = operand('window', x);
  return result(expression.window(e, axisOf('window', e, axis), { size, stride, padding, dilation }));
}
