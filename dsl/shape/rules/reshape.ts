// Run-time counterpart of ../reshape.ts: element counts.
import { ShapeError } from '../../error.ts';

/** The target of a reshape, with one -1 filled in. */
export function reshapeShape(shape: readonly number[], target: readonly number[]): number[] {
  const count = product(shape);
  const fail = () => new ShapeError('reshape', [shape, count, target]);
  const hole = target.indexOf(-1);
  const known = target.reduce((n, d, i) => (i === hole ? n : n * d), 1);
  if (target.some((d, i) => i !== hole && (!Number.isInteger(d) || d < 0))) throw fail();
  if (hole < 0) {
    if (known !== count) throw fail();
    return [...target];
  }
  if (known === 0 || count % known !== 0) throw fail();
  return target.map((d, i) => (i === hole ? count / known : d));
}

export function product(shape: readonly number[]): number {
  return shape.reduce((n, d) => n * d, 1);
}
