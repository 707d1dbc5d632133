// Which axis of a loop nest runs on four lanes: the one whose loads are contiguous, if there is one.
import type { Monoid } from '../../../dsl/expr.ts';
import { operationCost } from '../../program/cost.ts';
import { coefficient, insideAtom, rangeOf, uses } from '../../program/indices.ts';
import type { Axis, Load, Scalar } from '../../program/types.ts';
import { indicesOf, nodesOf } from '../../program/visit.ts';
import { laneOffset, laneOffsets, runsInLanes } from './lanes.ts';
import type { Nest } from './normalize.ts';

export interface VectorChoice {
  readonly axis: Axis;
  readonly kind: 'spatial' | 'reduce';
  /** what does not fill a vector is computed with the last points before it once more, instead of one by one */
  readonly overlaps: boolean;
}

/** lanes of a guarded load may run over the valid range by three times this many elements: memory has slack for it */
const guardedStride = 5000;

/** Relative time of four points: a load of four neighbours is one, of every second element two, of strided ones six. */
function loadCost(load: Load, axis: Axis): number {
  if (load.row && scalarUses(load.row.index, axis)) return 8;
  const [, second, third, fourth] = laneOffsets(load.address, axis.id, 0);
  if (second === 0 && third === fourth && (third === 0 || third === 1)) return 1;
  const stride = fourth % 3 === 0 && second === fourth / 3 && third === 2 * second ? Math.abs(second) : 3;
  return stride <= 1 ? 1 : stride === 2 ? 2 : 6;
}

/** Does the value depend on the axis? */
export function scalarUses(s: Scalar, axis: Axis): boolean {
  return indicesOf([s]).some((i) => uses(i, axis.id));
}

function guardedLoads(roots: readonly Scalar[], axis: Axis): Load[] {
  const out: Load[] = [];
  for (const s of nodesOf(roots)) {
    if (s.kind !== 'guard' || !s.conditions.some((c) => uses(c.value, axis.id))) continue;
    for (const inner of nodesOf([s.value])) if (inner.kind === 'load') out.push(inner);
  }
  return out;
}

/** Four lanes along `axis` can be computed at all. */
export function eligible(nest: Nest, axis: Axis): boolean {
  if (axis.extent < 4) return false;
  if (![...indicesOf(nest.roots), ...nest.addresses].every((i) => runsInLanes(i, axis.id))) return false;
  for (const s of nodesOf(nest.roots)) {
    if (s.kind !== 'guard') continue;
    for (const c of s.conditions) {
      if (c.kind !== 'divides') continue;
      if ([1, 2, 3, 4].some((lane) => laneOffset(c.value, axis.id, lane) % c.by !== 0)) return false;
    }
  }
  return guardedLoads(nest.roots, axis).every((l) => {
    const offsets = laneOffsets(l.address, axis.id, 0);
    return Math.max(...offsets) - Math.min(...offsets) <= 3 * guardedStride;
  });
}

/** A vector may begin at any point, not only at each fourth. */
function beginsAnywhere(nest: Nest, axis: Axis): boolean {
  return [...indicesOf(nest.roots), ...nest.addresses].every((i) => !insideAtom(i, axis.id));
}

/**
 * Null: one lane at a time is as good or the only way. `inPlace`: results overwrite what they are computed from, so no
 * point may be computed twice.
 */
export function chooseVector(nest: Nest, monoid: Monoid | null, inPlace: boolean): VectorChoice | null {
  const loads = nodesOf(nest.roots).filter((s): s is Load => s.kind === 'load');
  const operations = nodesOf(nest.roots).reduce((sum, s) => sum + (s.kind === 'apply' ? operationCost[s.op] : 0), 0);
  let best: { choice: VectorChoice; cost: number } | null = null;
  const consider = (axis: Axis, kind: 'spatial' | 'reduce', overhead: number) => {
    if (!eligible(nest, axis)) return;
    const vector = loads.reduce((sum, l) => sum + loadCost(l, axis), operations + 1 + overhead);
    const tail = axis.extent % 4;
    const single = loads.length + operations + 1;
    const mayOverlap = kind === 'spatial' ? !inPlace : monoid === 'sum' || monoid === 'prod';
    const overlaps = mayOverlap && vector < tail * single && beginsAnywhere(nest, axis);
    const rest = overlaps ? vector : tail * single;
    const perPoint = (((axis.extent - tail) / 4) * vector + rest) / axis.extent;
    if (!best || perPoint < best.cost) best = { choice: { axis, kind, overlaps }, cost: perPoint };
  };
  for (const axis of [...nest.spatial].reverse()) {
    if (nest.addresses.every((a) => coefficient(a, axis.id) === 1)) consider(axis, 'spatial', 0);
  }
  if (monoid && monoid !== 'argMax' && monoid !== 'argMin') {
    for (const axis of [...nest.reduce].reverse()) consider(axis, 'reduce', 40 / axis.extent);
  }
  const found = best as { choice: VectorChoice; cost: number } | null;
  if (!found || found.cost > loads.length + operations + 1) return null;
  return found.choice;
}

/** A condition that holds everywhere needs no code. */
export function alwaysHolds(
  c: { kind: string; value: Parameters<typeof rangeOf>[0]; below?: number },
  extents: Parameters<typeof rangeOf>[1],
): boolean {
  if (c.kind !== 'range') return false;
  const [low, high] = rangeOf(c.value, extents);
  return low >= 0 && high < (c.below ?? 0);
}
