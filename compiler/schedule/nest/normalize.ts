// The normal form of a loop nest, which the emitter works on: no axis of extent 1, and neighbouring axes merged into one
// where every index runs over them contiguously.
import { simplifyIndex } from '../../program/indices.ts';
import { mergedAxes } from '../../program/mergeAxes.ts';
import { rewriteScalars } from '../../program/rewrite.ts';
import type { Axis, AxisId, Index, Scalar } from '../../program/types.ts';
import { indicesOf } from '../../program/visit.ts';

/** The parts of a kernel that hold indices; shared subtrees stay shared. */
export interface Nest {
  readonly spatial: readonly Axis[];
  readonly reduce: readonly Axis[];
  readonly roots: readonly Scalar[];
  readonly addresses: readonly Index[];
}

/** Loops count in 32 bits. */
const mostPoints = 2 ** 31 - 1;

/** `counters`: the extents of the loops around the nest. */
export function normalize(nest: Nest, counters: ReadonlyMap<AxisId, number>): Nest {
  const extents = new Map([...counters, ...[...nest.spatial, ...nest.reduce].map((a) => [a.id, a.extent] as const)]);
  const simple: Nest = {
    ...rewriteNest(nest, (i) => simplifyIndex(i, extents)),
    spatial: nest.spatial.filter((a) => a.extent !== 1),
    reduce: nest.reduce.filter((a) => a.extent !== 1),
  };
  const indices = [...indicesOf(simple.roots), ...simple.addresses];
  const merged = mergedAxes([simple.spatial, simple.reduce], indices, mostPoints);
  if (!merged) return simple;
  const [spatial = [], reduce = []] = merged.groups;
  return { ...rewriteNest(simple, merged.index), spatial, reduce };
}

/** The nest with every index replaced. */
export function rewriteNest(nest: Nest, index: (i: Index) => Index): Nest {
  return { ...nest, roots: rewriteScalars(nest.roots, { index }), addresses: nest.addresses.map(index) };
}
