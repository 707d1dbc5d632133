// Run-time counterpart of ../lengths.ts: the one length that sequences have.
import { ShapeError } from '../../error.ts';

/** The length of all, of which there is one or more; of different ones the error names the smallest two. */
export function oneLength(lengths: readonly number[]): number {
  const [least, next] = [...new Set(lengths)].sort((a, b) => a - b);
  if (next !== undefined) throw new ShapeError('scanLength', [least!, next]);
  return least!;
}
