// Views on expressions: each is one affine re-indexing, or a reshape. Shapes are checked by the shape rules.
import { axisMap, makeGradientRule, makeReshape, makeView } from '../build.ts';
import { ShapeError } from '../error.ts';
import type { AxisMap, Expr } from '../expr.ts';
import {
  concatShape,
  normalizeAxis,
  permutation,
  reshapeShape,
  sliceRange,
  splitSize,
  squeezeShape,
  stackShape,
  type WindowGeometry,
  windowSize,
} from '../shape/rules/index.ts';
import { inRange } from './mask.ts';
import { select } from './pointwise.ts';

/** each axis is that of the source */
export const labelsOf = (x: Expr): (number | null)[] => x.shape.map((_, i) => i);
const identity = (rank: number): AxisMap[] => Array.from({ length: rank }, (_, k) => axisMap(rank, k));

/** The view that changes one axis only: output axis `axis` of length `length` reads source index map(o). */
export function alongAxis(x: Expr, axis: number, length: number, coefficient: number, offset: number, fill = 0): Expr {
  const rank = x.shape.length;
  const axes = identity(rank);
  axes[axis] = axisMap(rank, axis, coefficient, offset);
  return makeView(x, x.shape.with(axis, length), axes, fill);
}

/** `dims`: the target as it is written, of which names are kept. */
export function reshape(x: Expr, target: readonly number[], dims: readonly (number | string)[] = []): Expr {
  const names = dims.map((d) => (typeof d === 'string' ? d : null));
  return makeReshape(x, reshapeShape(x.shape, target), names.some((n) => n !== null) ? names : undefined);
}

/** out[o] = x[i] with i[axes[j]] = o[j] */
export function permute(x: Expr, axes: readonly number[]): Expr {
  const order = permutation(x.shape, axes);
  const maps = x.shape.map((_, k) => axisMap(order.length, order.indexOf(k)));
  return makeView(
    x,
    order.map((a) => x.shape[a]!),
    maps,
  );
}

/** The last two axes exchanged. */
export function transpose(x: Expr): Expr {
  const rank = x.shape.length;
  if (rank < 2) throw new ShapeError('rank', ['transpose', '2 or more', x.shape]);
  const axes = x.shape.map((_, i) => i);
  return permute(x, [...axes.slice(0, -2), rank - 1, rank - 2]);
}

/** `x` with an axis of size 1 put in, `axis` of the result. */
export function expand(x: Expr, axis: number): Expr {
  const at = normalizeAxis('expand', [...x.shape, 1], axis);
  return makeReshape(x, x.shape.toSpliced(at, 0, 1), labelsOf(x).toSpliced(at, 0, null));
}

export function squeeze(x: Expr, axis: number): Expr {
  const shape = squeezeShape(x.shape, axis);
  return makeReshape(x, shape, labelsOf(x).toSpliced(normalizeAxis('squeeze', x.shape, axis), 1));
}

/** Every `step`-th element of [from, to) along `axis`. */
export function slice(x: Expr, axis: number, from: number, to = 0, step = 1): Expr {
  const a = normalizeAxis('slice', x.shape, axis);
  if (!Number.isInteger(step) || step < 1) throw new ShapeError('step', ['slice', step]);
  const range = sliceRange(x.shape[a]!, from, to);
  return alongAxis(x, a, Math.ceil(range.length / step), step, range.start);
}

/** [start, start + length) along `axis`, which may be empty: for internal use, no negative bounds. */
export function rangeOf(x: Expr, axis: number, start: number, length: number): Expr {
  return alongAxis(x, axis, length, 1, start);
}

export function flip(x: Expr, axes: readonly number[]): Expr {
  return axes.reduce((y, axis) => {
    const a = normalizeAxis('flip', x.shape, axis);
    return alongAxis(y, a, x.shape[a]!, -1, x.shape[a]! - 1);
  }, x);
}

/** `before` and `after` elements of `fill` put around, axis by axis. Negative paddings are errors: slice cuts. */
export function pad(x: Expr, padding: readonly (readonly [number, number])[], fill = 0): Expr {
  if (padding.length !== x.shape.length) throw new ShapeError('rank', ['pad', padding.length, x.shape]);
  for (const p of padding.flat()) {
    if (!Number.isInteger(p) || p < 0) throw new ShapeError('padding', ['pad', p]);
  }
  if (x.dtype === 'bool' && fill !== 0 && fill !== 1)
    throw new TypeError(`pad: a bool is padded with 0 or 1, not ${fill}`);
  const rank = x.shape.length;
  const shape = x.shape.map((d, k) => d + padding[k]![0] + padding[k]![1]);
  return makeView(
    x,
    shape,
    x.shape.map((_, k) => axisMap(rank, k, 1, 0 - padding[k]![0])),
    fill,
  );
}

/** The same along one axis. */
export function padAxis(x: Expr, axis: number, before: number, after: number, fill = 0): Expr {
  const a = normalizeAxis('pad', x.shape, axis);
  const padding = x.shape.map((_, k): [number, number] => (k === a ? [before, after] : [0, 0]));
  return pad(x, padding, fill);
}

/** Whole copies one after another along `axis`: [a, b] -> [a, b, a, b]. */
export function repeat(x: Expr, axis: number, count: number): Expr {
  const a = normalizeAxis('repeat', x.shape, axis);
  if (!Number.isInteger(count) || count < 0) throw new ShapeError('repeat', ['repeat', String(count)]);
  const shape = x.shape.toSpliced(a, 0, count);
  const copies = makeView(
    x,
    shape,
    x.shape.map((_, k) => axisMap(shape.length, k < a ? k : k + 1)),
  );
  const labels = labelsOf(copies).toSpliced(a, 2, null);
  return makeReshape(copies, x.shape.with(a, count * x.shape[a]!), labels);
}

/**
 * The tensors one after another along `axis`. A choice between two halves, each of which is joined in the same way: an
 * element asks for its place as often as the logarithm of their number. The gradient of each is its slice.
 */
export function concat(axis: number, xs: readonly Expr[]): Expr {
  const shape = concatShape(
    axis,
    xs.map((x) => x.shape),
  );
  sameTypes('concat', xs);
  const a = normalizeAxis('concat', xs[0]!.shape, axis);
  const joined = halves(a, xs, shape[a]!);
  if (joined.dtype !== 'f32' || xs.length === 1) return joined;
  const pieces = (g: Expr) => {
    let start = 0;
    return xs.map((x) => {
      const length = x.shape[a]!;
      start += length;
      return rangeOf(g, a, start - length, length);
    });
  };
  return makeGradientRule(joined, xs, pieces, 'moves');
}

/** `total`: their length along the axis */
function halves(a: number, xs: readonly Expr[], total: number): Expr {
  if (xs.length === 1) return xs[0]!;
  const middle = xs.length >> 1;
  const left = xs.slice(0, middle);
  const length = left.reduce((n, x) => n + x.shape[a]!, 0);
  const first = alongAxis(halves(a, left, length), a, total, 1, 0);
  const second = alongAxis(halves(a, xs.slice(middle), total - length), a, total, 1, -length);
  return select(inRange(first.shape, a, 0, length), first, second);
}

export function stack(axis: number, xs: readonly Expr[]): Expr {
  const shape = stackShape(
    axis,
    xs.map((x) => x.shape),
  );
  sameTypes('stack', xs);
  const a = normalizeAxis('stack', shape, axis);
  return concat(
    a,
    xs.map((x) => expand(x, a)),
  );
}

/** `parts` equal pieces along `axis`. */
export function split(x: Expr, axis: number, parts: number): Expr[] {
  const a = normalizeAxis('split', x.shape, axis);
  const size = splitSize(x.shape[a]!, parts);
  return Array.from({ length: parts }, (_, i) => rangeOf(x, a, i * size, size));
}

/**
 * Windows along `axis`: [..., D, ...] -> [..., count, ..., size], w[..., t, ..., i] = x[..., t stride + i dilation - padding, ...],
 * the position inside the window as a new last axis. Windows that do not overlap are a reshape, so that the gradient
 * needs no sum.
 */
export function window(x: Expr, axis: number, geometry: WindowGeometry, fill = 0, op = 'window'): Expr {
  const a = normalizeAxis(op, x.shape, axis);
  const { size, stride, padding, dilation } = geometry;
  const count = windowSize(op, x.shape[a]!, geometry);
  if (stride === size && dilation === 1 && padding === 0) {
    const exact = rangeOf(x, a, 0, count * size);
    const cut = makeReshape(exact, x.shape.toSpliced(a, 1, count, size), labelsOf(x).toSpliced(a, 1, null, null));
    const axes = cut.shape.map((_, k) => k);
    return permute(cut, [...axes.slice(0, a + 1), ...axes.slice(a + 2), a + 1]);
  }
  const rank = x.shape.length + 1;
  const axes = x.shape.map((_, k) => axisMap(rank, k));
  const coefficients = new Array<number>(rank).fill(0);
  coefficients[a] = stride;
  coefficients[rank - 1] = dilation;
  axes[a] = { offset: 0 - padding, coefficients, divisor: 1 };
  return makeView(x, [...x.shape.with(a, count), size], axes, fill);
}

function sameTypes(op: string, xs: readonly Expr[]): void {
  for (const x of xs) {
    if (x.dtype !== xs[0]!.dtype) throw new ShapeError('operandTypes', [op, xs[0]!.dtype, x.dtype]);
  }
}
