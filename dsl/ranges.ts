// Which whole numbers an input may hold: where labels and indices are read, what reads them says it here, and data that are
// fed are held to it. (An expression made of an input has no such range: its values exist in the run alone.)
import { type Expr, elementCount, type View } from './expr.ts';
import { shared } from './shared.ts';

/** Whole numbers from 0 on. */
export interface IndexRange {
  /** what reads them, and what of it they count: crossEntropy, its classes */
  readonly by: string;
  readonly of: string;
  readonly below: number;
  /** one more number that is allowed */
  readonly besides?: number | undefined;
  /** 1 for the elements that are read, where not all are */
  readonly read?: Uint8Array;
}

const ranges = shared('ranges', () => new WeakMap<Expr, IndexRange[]>());

/** The ranges that have been said of an input. */
export const rangesOf = (leaf: Expr): readonly IndexRange[] => ranges.get(leaf) ?? [];

/** Says so of the elements of an input that `e` is a view of; nothing if it is computed. */
export function indexed(e: Expr, range: IndexRange): void {
  let leaf = e;
  while (leaf.kind === 'view' || leaf.kind === 'reshape') leaf = leaf.source;
  if (leaf.kind !== 'input') return;
  const read = new Uint8Array(elementCount(leaf.shape));
  for (const place of placesIn(e)) read[place] = 1; // what fills a view is at -1, which no array has
  const known = ranges.get(leaf) ?? [];
  ranges.set(leaf, [...known, read.includes(0) ? { ...range, read } : range]);
}

/** The place in the leaf of each element. */
function placesIn(e: Expr): Int32Array {
  if (e.kind === 'reshape') return placesIn(e.source);
  if (e.kind === 'view') return placesOfView(e, placesIn(e.source));
  return Int32Array.from({ length: elementCount(e.shape) }, (_, i) => i);
}

function placesOfView({ shape, source, axes }: View, places: Int32Array): Int32Array {
  const at = shape.map(() => 0);
  return Int32Array.from({ length: elementCount(shape) }, (_, i) => {
    for (let j = shape.length - 1, rest = i; j >= 0; rest = Math.floor(rest / shape[j--]!)) at[j] = rest % shape[j]!;
    let place = 0;
    for (const [k, { offset, coefficients, divisor }] of axes.entries()) {
      const index = at.reduce((sum, o, j) => sum + coefficients[j]! * o, offset) / divisor;
      if (!Number.isInteger(index) || index < 0 || index >= source.shape[k]!) return -1;
      place = place * source.shape[k]! + index;
    }
    return places[place]!;
  });
}
