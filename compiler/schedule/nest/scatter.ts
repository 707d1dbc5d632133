// How a scatter runs: its normal form, and vectors along a row that one index chooses.
import { coefficient, uses } from '../../program/indices.ts';
import type { AxisId, ScatterKernel } from '../../program/types.ts';
import { normalize } from './normalize.ts';
import type { BoundAxis, ScatterSchedule } from './types.ts';
import { eligible, scalarUses } from './vectorize.ts';

export function scheduleScatter(
  k: ScatterKernel,
  counters: ReadonlyMap<AxisId, number>,
  lanes: number,
): ScatterSchedule {
  const nest = normalize({ spatial: k.axes, reduce: [], roots: [k.index, k.value], addresses: [k.address] }, counters);
  const [index, value] = nest.roots as [typeof k.index, typeof k.value];
  const [address] = nest.addresses as [typeof k.address];
  const last = nest.spatial.at(-1);
  const alongRow = last && coefficient(address, last.id) === 1 && !scalarUses(index, last);
  const vector = lanes > 1 && alongRow && eligible(nest, last) ? { lanes: 4, unroll: 1, overlaps: false } : 'serial';
  const axes = nest.spatial.map((a): BoundAxis => ({ ...a, bind: a === last ? vector : 'serial' }));
  const inRow = axes.findIndex((a) => uses(address, a.id));
  return { kind: 'scatter', axes, index, value, address, rowLevel: inRow < 0 ? axes.length : inRow };
}
