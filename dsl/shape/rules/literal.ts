// Run-time counterpart of ../literal.ts: what may be a dimension of a leaf.
import { ShapeError } from '../../error.ts';

/** A whole number, 0 or more, or a plain name. */
export function checkDimension(d: unknown): asserts d is number | string {
  if (typeof d === 'string') {
    if (!/^[A-Za-z]\w*$/.test(d)) throw new ShapeError('dimensionName', [d]);
  } else if (typeof d !== 'number') {
    throw new ShapeError('literal', [typeof d]);
  } else if (!Number.isSafeInteger(d) || d < 0) {
    throw new ShapeError('dimensionSize', [d]);
  }
}

export function checkShape(shape: readonly unknown[]): asserts shape is readonly (number | string)[] {
  for (const d of shape) checkDimension(d);
}
