// How a loop nest runs: its normal form, the axis on vectors, and how many vectors go in one pass.
import type { Monoid } from '../../../dsl/expr.ts';
import { rowMajor, sizeOf } from '../../program/indices.ts';
import { isArgument, startValue } from '../../program/monoid.ts';
import { rewriteScalars } from '../../program/rewrite.ts';
import type { Axis, AxisId, Kernel, Scalar } from '../../program/types.ts';
import { nodesOf } from '../../program/visit.ts';
import { joinHalves } from './lanes.ts';
import { type Nest, normalize } from './normalize.ts';
import type { BoundAxis, NestSchedule, Vector } from './types.ts';
import { chooseVector, type VectorChoice } from './vectorize.ts';

/** A sum is long where its accumulators take this many additions: below, emptying them costs more than it gains. */
export const longFrom = 256;

/** `counters`: the extents of the loops around the kernel; `lanes`: 1 where the machine has no vectors. */
export function scheduleNest(k: Kernel, counters: ReadonlyMap<AxisId, number>, lanes: number): NestSchedule {
  const reduction = k.reduction?.axes.some((a) => a.extent === 0) ? null : k.reduction;
  let roots: Scalar[] = k.outputs.map((o) => o.value);
  if (k.reduction && !reduction) roots = withoutReduction(k, roots);
  if (reduction) roots.push(reduction.value);
  const addresses = k.outputs.map((o) => o.address);
  if (reduction && isArgument(reduction.monoid)) addresses.push(rowMajor(reduction.axes));
  const normal = normalize({ spatial: k.axes, reduce: reduction?.axes ?? [], roots, addresses }, counters);
  const { nest, vector } = lanes === 1 ? { nest: normal, vector: null } : choose(normal, k, reduction?.monoid ?? null);
  const bound = vector && { id: vector.axis.id, ...vectorOf(nest, vector, reduction !== null) };
  const results = k.outputs.map(({ buffer }, i) => ({
    ...{ buffer, address: nest.addresses[i]!, value: nest.roots[i]! },
  }));
  const folded = reduction && {
    monoid: reduction.monoid,
    value: nest.roots.at(-1)!,
    index: nest.addresses[k.outputs.length] ?? null,
    long: isLong(k, vector?.kind === 'reduce' ? bound!.lanes * bound!.unroll : 1),
  };
  return {
    kind: 'nest',
    spatial: bind(nest.spatial, bound),
    reduce: bind(nest.reduce, bound),
    reduction: folded,
    results,
  };
}

/** A sum of this many accumulators that rounds: each takes so many terms that it would lose digits. */
function isLong({ reduction }: Kernel, accumulators: number): boolean {
  const { monoid, value, axes } = reduction!;
  return monoid === 'sum' && value.dtype === 'f32' && sizeOf(axes) / accumulators >= longFrom;
}

function vectorOf(nest: Nest, { axis, overlaps }: VectorChoice, reduces: boolean): Vector {
  const operations = nodesOf(nest.roots).filter((s) => s.kind === 'apply' || s.kind === 'load').length;
  const wanted = operations > 24 ? 1 : reduces ? (operations > 6 ? 2 : 4) : 2;
  // no more vectors than one pass over the axis has
  return { lanes: 4, unroll: Math.max(1, Math.min(wanted, Math.floor(axis.extent / 4))), overlaps };
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
function bind(axes: readonly Axis[], vector: (Vector & { readonly id: AxisId }) | null): BoundAxis[] {
  const serial = axes.filter((a) => a.id !== vector?.id).map((a): BoundAxis => ({ ...a, bind: 'serial' }));
  const found = axes.find((a) => a.id === vector?.id);
  if (!vector || !found) return serial;
  const { id, ...binding } = vector;
  return [...serial, { ...found, bind: binding }];
}
