// Truth values from positions.
import { makeIota } from '../build.ts';
import type { Expr } from '../expr.ts';
import { and, greaterEqual, less } from './pointwise.ts';

/** bool of `shape`: is the index along `axis` in [from, to)? */
export function inRange(shape: readonly number[], axis: number, from: number, to: number): Expr {
  const index = makeIota(shape, axis);
  const below = less(index, to);
  return from <= 0 ? below : and(greaterEqual(index, from), below);
}
