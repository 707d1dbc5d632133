// How large blocks are.
import type { Expr } from '../../../dsl/expr.ts';
import type { Blocks } from '../../program/types.ts';
import { dependsOn, factorsOf } from '../contractions.ts';
import { bytesOf } from './large.ts';
import type { Cut, Region } from './region.ts';

/** How the seed's axis is cut so that what is reduced in the region comes in blocks of about `limits.of`; null: not at all. */
export function cutOf(region: Region, seed: Expr, limits: Blocks): Cut | null {
  const axis = region.inside.get(seed)!;
  const extent = seed.shape[axis]!;
  const largest = [...region.inside.keys()].filter((e) => e.kind === 'reduce').map(bytesOf);
  const fitting = Math.floor((limits.of * extent) / Math.max(...largest));
  const rows = isBatch(seed, axis) ? 1 : limits.rows;
  const most = Math.max(rows, fitting);
  if (most >= extent) return null;
  // a divisor leaves no rest
  const least = Math.max(rows, Math.ceil(most / 2));
  let size = most;
  while (size >= least && extent % size > 0) size--;
  if (size < least) size = Math.ceil(extent / Math.ceil(extent / most));
  return { count: Math.floor(extent / size), size, rest: extent % size };
}

/** Do both factors of a product have the axis, so that no block reads what another one does? */
function isBatch(e: Expr, axis: number): boolean {
  const factors = e.kind === 'reduce' ? factorsOf(e) : null;
  if (e.kind !== 'reduce' || !factors) return false;
  const before = [...e.source.shape.keys()].filter((k) => !e.axes.includes(k))[axis]!;
  return factors.every((f) => dependsOn(f, before));
}
