// Run-time counterpart of ../axes.ts: axes and the shapes of reductions and permutations.
import { ShapeError } from '../../error.ts';

/** `axis` of `shape` as 0 ... rank-1; a negative axis counts from the end. */
export function normalizeAxis(op: string, shape: readonly number[], axis: number): number {
  const rank = shape.length;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) throw new ShapeError('axis', [op, axis, shape]);
  return axis < 0 ? axis + rank : axis;
}

/** The axes of a reduction, ascending: all of them when `axes` is not given. */
export function normalizeAxes(
  op: string,
  shape: readonly number[],
  axes: number | readonly number[] | undefined,
): number[] {
  if (axes === undefined) return shape.map((_, i) => i);
  if (typeof axes === 'number') return [normalizeAxis(op, shape, axes)];
  const rank = shape.length;
  const outside = !Array.isArray(axes) || axes.some((a) => !Number.isInteger(a) || a < -rank || a >= rank);
  if (outside) throw new ShapeError('axis', [op, axes, shape]);
  const normalized = axes.map((a) => (a < 0 ? a + rank : a)).sort((a, b) => a - b);
  const repeated = normalized.some((a, i) => a === normalized[i - 1]);
  if (repeated) throw new ShapeError('axisRepeated', [op, axes, shape]);
  return normalized;
}

/** `shape` without `axes` (normalized), or with 1 in their places. */
export function reduceShape(shape: readonly number[], axes: readonly number[], keepDims: boolean): number[] {
  if (keepDims) return shape.map((d, i) => (axes.includes(i) ? 1 : d));
  return shape.filter((_, i) => !axes.includes(i));
}

/** The normalized permutation: output axis j is input axis permutation[j]. */
export function permutation(shape: readonly number[], axes: readonly number[]): number[] {
  const rank = shape.length;
  const normalized = axes.map((a) => (a < 0 ? a + rank : a));
  const valid =
    axes.length === rank &&
    new Set(normalized).size === rank &&
    normalized.every((a) => Number.isInteger(a) && a >= 0 && a < rank);
  if (!valid) throw new ShapeError('permutation', [axes, shape]);
  return normalized;
}

export function permuteShape(shape: readonly number[], axes: readonly number[]): number[] {
  return permutation(shape, axes).map((a) => shape[a]!);
}

/** `shape` without `axis`, which must have size 1. */
export function squeezeShape(shape: readonly number[], axis: number): number[] {
  const a = normalizeAxis('squeeze', shape, axis);
  if (shape[a] !== 1) throw new ShapeError('squeeze', [axis, shape, shape[a]!]);
  return shape.filter((_, i) => i !== a);
}
