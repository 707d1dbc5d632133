// Run-time counterpart of ../literal.ts: what may be a dimension of a leaf.
import { ShapeError } from '../../error.ts';

/** A multiple of one name, and a constant. */
export interface Linear {
  readonly times: number;
  readonly name: string;
  readonly plus: number;
}

/** 4, 'H' and 1 of '4*H+1'; null for what cannot be declared. */
export function linear(text: string): Linear | null {
  const [, times = 1, name, plus = 0] = /^(?:(?!1\*)([1-9]\d*)\*)?([A-Za-z]\w*)([+-][1-9]\d*)?$/.exec(text) ?? [];
  return name === undefined ? null : { times: Number(times), name, plus: Number(plus) };
}

/** A whole number, 0 or more, a name, or a multiple of a name and a constant: '4*H', 'T+1', '2*T-1'. */
export function checkDimension(d: unknown): asserts d is number | string {
  if (typeof d === 'string') {
    if (linear(d) === null) throw new ShapeError(/[-+*]/.test(d) ? 'dimensionSum' : 'dimensionName', [d]);
  } else if (typeof d !== 'number') {
    throw new ShapeError('literal', [typeof d]);
  } else if (!Number.isSafeInteger(d) || d < 0) {
    throw new ShapeError('dimensionSize', [d]);
  }
}

export function checkShape(shape: readonly unknown[]): asserts shape is readonly (number | string)[] {
  for (const d of shape) checkDimension(d);
}
