// How an index moves along the vector axis, lane by lane. Besides plain multiples of the axis it may hold floor(v / 2)
// and v modulo 2: an axis that was split in two for that reason (pooling windows of width two, and their gradients) is
// put together again here, so that its values lie next to each other.

import { coefficient, insideAtom, uses } from '../../program/indices.ts';
import type { Atom, Axis, AxisId, Index } from '../../program/types.ts';
import { indicesOf } from '../../program/visit.ts';
import { type Nest, rewriteNest } from './normalize.ts';

const isHalf = (atom: Atom, axis: AxisId): boolean => {
  if (atom.kind === 'axis' || atom.by !== 2 || atom.value.offset !== 0 || atom.value.terms.length !== 1) return false;
  const [term] = atom.value.terms;
  return term?.factor === 1 && term.atom.kind === 'axis' && term.atom.id === axis;
};

/** The index can be followed from a lane to the next. */
export function runsInLanes(i: Index, axis: AxisId): boolean {
  return i.terms.every((t) => t.atom.kind === 'axis' || isHalf(t.atom, axis) || !uses(t.atom.value, axis));
}

/** value(v + lane) - value(v) where v is a multiple of 4 */
export function laneOffset(i: Index, axis: AxisId, lane: number): number {
  let sum = coefficient(i, axis) * lane;
  for (const { atom, factor } of i.terms) {
    if (atom.kind === 'axis' || !isHalf(atom, axis)) continue;
    sum += factor * (atom.kind === 'floor' ? Math.floor(lane / 2) : lane % 2);
  }
  return sum;
}

/** Of four lanes from `first` on, relative to `first`. */
export function laneOffsets(i: Index, axis: AxisId, first: number): readonly [number, number, number, number] {
  const base = laneOffset(i, axis, first);
  const at = (lane: number) => laneOffset(i, axis, first + lane) - base;
  return [0, at(1), at(2), at(3)];
}

/**
 * The nest with two axes that are neighbours in every result, the inner of extent 2, as one axis v: the outer is then
 * floor(v / 2) and the inner v modulo 2. Null where there are none.
 */
export function joinHalves(
  nest: Nest,
  addresses: readonly Index[],
): { readonly nest: Nest; readonly axis: Axis } | null {
  const indices = [...indicesOf(nest.roots), ...nest.addresses];
  const joined = (outer: Axis, inner: Axis) =>
    outer !== inner &&
    inner.extent === 2 &&
    addresses.every((a) => coefficient(a, inner.id) === 1 && coefficient(a, outer.id) === 2) &&
    indices.every((i) => !insideAtom(i, inner.id) && !insideAtom(i, outer.id));
  for (const inner of nest.spatial) {
    const outer = nest.spatial.find((x) => joined(x, inner));
    if (!outer) continue;
    const axis = { id: inner.id, extent: 2 * outer.extent };
    const rewrite = (i: Index) => rejoined(i, outer.id, inner.id);
    const spatial = nest.spatial.filter((x) => x !== inner).map((x) => (x === outer ? axis : x));
    return { nest: { ...rewriteNest(nest, rewrite), spatial }, axis };
  }
  return null;
}

function rejoined(i: Index, outer: AxisId, inner: AxisId): Index {
  const [p, q] = [coefficient(i, outer), coefficient(i, inner)];
  const others = i.terms.filter((t) => t.atom.kind !== 'axis' || (t.atom.id !== outer && t.atom.id !== inner));
  const v = { kind: 'axis', id: inner } as const;
  if (p === 2 * q) return { offset: i.offset, terms: q === 0 ? others : [...others, { atom: v, factor: q }] };
  const value: Index = { offset: 0, terms: [{ atom: v, factor: 1 }] };
  const halves = [
    { atom: { kind: 'floor', value, by: 2 } as const, factor: p },
    { atom: { kind: 'modulo', value, by: 2 } as const, factor: q },
  ];
  return { offset: i.offset, terms: [...others, ...halves.filter((t) => t.factor !== 0)] };
}
