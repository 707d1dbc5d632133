// Run-time counterpart of ../concat.ts: joining and cutting along an axis.
import { ShapeError } from '../../error.ts';
import { normalizeAxis } from './axes.ts';

/** The shapes agree off `axis`; their sizes along it add up. */
export function concatShape(axis: number, shapes: readonly (readonly number[])[]): number[] {
  const [first, ...rest] = shapes;
  if (first === undefined) throw new ShapeError('concatEmpty', ['concat']);
  const at = normalizeAxis('concat', first, axis);
  const out = [...first];
  for (const shape of rest) {
    const same = shape.length === first.length && shape.every((d, i) => i === at || d === first[i]);
    if (!same) throw new ShapeError('concat', ['concat', first, shape, axis]);
    out[at]! += shape[at]!;
  }
  return out;
}

/** The shapes agree; a new axis of their number is put before `axis` of the result. */
export function stackShape(axis: number, shapes: readonly (readonly number[])[]): number[] {
  const [first, ...rest] = shapes;
  if (first === undefined) throw new ShapeError('concatEmpty', ['stack']);
  for (const shape of rest) {
    const same = shape.length === first.length && shape.every((d, i) => d === first[i]);
    if (!same) throw new ShapeError('stack', [first, shape]);
  }
  const at = normalizeAxis('stack', [...first, 1], axis);
  return [...first.slice(0, at), shapes.length, ...first.slice(at)];
}

/** The size of each of `parts` equal parts of `dimension`. */
export function splitSize(dimension: number, parts: number): number {
  const valid = Number.isInteger(parts) && parts >= 1 && dimension % parts === 0;
  if (!valid) throw new ShapeError('split', [dimension, parts]);
  return dimension / parts;
}

export interface Range {
  readonly start: number;
  readonly length: number;
}

/** [from, to) of a dimension: a negative bound counts from the end, and to = 0 is the end. At least one element. */
export function sliceRange(dimension: number, from: number, to = 0): Range {
  const start = from < 0 ? dimension + from : from;
  const end = to <= 0 ? dimension + to : to;
  const valid = Number.isInteger(from) && Number.isInteger(to) && start >= 0 && start < end && end <= dimension;
  if (!valid) {
    throw to === 0
      ? new ShapeError('sliceFrom', [from, dimension])
      : new ShapeError('slice', [from, to, dimension], 'a slice has at least one element');
  }
  return { start, length: end - start };
}
