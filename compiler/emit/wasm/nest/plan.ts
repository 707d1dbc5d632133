// How a loop nest runs: its normal form, the axis on four lanes, and how many vectors go in one pass.

import type { Monoid } from '../../../../dsl/expr.ts';
import { rowMajor } from '../../../program/indices.ts';
import { isArgument } from '../../../program/monoid.ts';
import { rewriteScalars } from '../../../program/rewrite.ts';
import type { Axis, AxisId, Kernel, Scalar } from '../../../program/types.ts';
import { nodesOf } from '../../../program/visit.ts';
import { startValue } from './fold.ts';
import { joinHalves } from './lanes.ts';
import { type Nest, normalize } from './normalize.ts';
import { chooseVector, type VectorChoice } from './vectorize.ts';

export interface NestPlan {
  readonly nest: Nest;
  readonly vector: VectorChoice | null;
  /** vectors a pass */
  readonly unroll: number;
}

/** The kernel in normal form, and its vector axis. Nest.roots: the outputs' values, then the reduction's. */
export function planNest(k: Kernel, counters: ReadonlyMap<AxisId, number>): NestPlan {
  const empty = k.reduction?.axes.some((a) => a.extent === 0) ?? false;
  const reduction = empty ? null : k.reduction;
  let roots: Scalar[] = k.outputs.map((o) => o.value);
  if (empty) roots = roots.length === 0 ? roots : withoutReduction(k, roots);
  if (reduction) roots.push(reduction.value);
  const addresses = [...k.outputs.map((o) => o.address)];
  if (reduction && isArgument(reduction.monoid)) addresses.push(rowMajor(reduction.axes));
  const normal = normalize({ spatial: k.axes, reduce: reduction?.axes ?? [], roots, addresses }, counters);
  const { nest, vector } = choose(normal, k, reduction?.monoid ?? null);
  const operations = nodesOf(nest.roots).filter((s) => s.kind === 'apply' || s.kind === 'load').length;
  const wanted = operations > 24 ? 1 : reduction ? (operations > 6 ? 2 : 4) : 2;
  // no more vectors than one pass over the axis has
  const unroll = Math.max(1, Math.min(wanted, Math.floor((vector?.axis.extent ?? 4) / 4)));
  return { nest: innermost(nest, vector), vector, unroll };
}

/** Where no axis is contiguous, two that were split from one may be, together. */
function choose(nest: Nest, k: Kernel, monoid: Monoid | null): { nest: Nest; vector: VectorChoice | null } {
  const outputs = k.outputs.length;
  const written = new Set(k.outputs.map((o) => o.buffer));
  const inPlace = nodesOf(nest.roots).some((s) => s.kind === 'load' && written.has(s.buffer));
  const chosen = (n: Nest) => chooseVector({ ...n, addresses: n.addresses.slice(0, outputs) }, monoid, inPlace);
  const vector = chosen(nest);
  const joined = vector ? null : joinHalves(nest, nest.addresses.slice(0, outputs));
  const together = joined ? chosen(joined.nest) : null;
  return joined && together ? { nest: joined.nest, vector: together } : { nest, vector };
}

function withoutReduction(k: Kernel, roots: readonly Scalar[]): Scalar[] {
  const { monoid, value } = k.reduction!;
  const first = startValue(monoid, value.dtype);
  const literal = (s: Scalar): Scalar | null => {
    if (s.kind !== 'reduced') return null;
    return { kind: 'literal', value: isArgument(monoid) && !s.extreme ? 0 : first, dtype: s.dtype };
  };
  return rewriteScalars(roots, { scalar: literal });
}

/** The vector axis goes last in its group. */
function innermost(nest: Nest, vector: VectorChoice | null): Nest {
  if (!vector) return nest;
  const last = (axes: readonly Axis[]) => {
    const found = axes.find((a) => a.id === vector.axis.id);
    return found ? [...axes.filter((a) => a !== found), found] : axes;
  };
  return { ...nest, spatial: last(nest.spatial), reduce: last(nest.reduce) };
}
