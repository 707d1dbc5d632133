// What is done to the sums of a packed contraction while they are still in registers: where every index runs over the
// rows, and over the columns, as over one axis each, the register tile itself computes the results and stores them.
import { operationCost } from '../../program/cost.ts';
import { coefficient, insideAtom, sizeOf } from '../../program/indices.ts';
import { rewriteScalars } from '../../program/rewrite.ts';
import type { Axis, AxisId, Index } from '../../program/types.ts';
import { indicesOf, nodesOf } from '../../program/visit.ts';
import type { Fresh } from '../fresh.ts';
import type { Contraction, InRegisters } from './types.ts';

/** In units of one addition: dearer functions would be written out for each vector of each tile. */
const mostCost = 16;

/** The results over one axis of rows and one of columns; null where they do not run so, or cost too much. */
export function resultsOfTiles(c: Contraction, fresh: Fresh): InRegisters | null {
  const values = c.outputs.map((o) => o.value);
  const indices = [...indicesOf(values), ...c.outputs.map((o) => o.address)];
  if (indices.some((i) => alongAll(i, c.m) === null || alongAll(i, c.n) === null)) return null;
  if (c.outputs.some((o) => alongAll(o.address, c.n) !== 1)) return null;
  let cost = 0;
  for (const s of nodesOf(values)) {
    // a row that data choose is read with a branch for each lane
    if (s.kind === 'load' && s.row) return null;
    if (s.kind === 'apply') cost += operationCost[s.op];
  }
  if (cost > mostCost) return null;
  const [rows, columns] = [fresh('rows', sizeOf(c.m)), fresh('columns', sizeOf(c.n))];
  const gone = new Set([...c.m, ...c.n].map((a) => a.id));
  const collapse = (i: Index): Index => ({
    offset: i.offset,
    terms: [
      ...i.terms.filter((t) => t.atom.kind !== 'axis' || !gone.has(t.atom.id)),
      ...term(rows.id, alongAll(i, c.m)!),
      ...term(columns.id, alongAll(i, c.n)!),
    ],
  });
  const collapsed = rewriteScalars(values, { index: collapse });
  const results = c.outputs.map(({ buffer, address }, i) => ({
    buffer,
    address: collapse(address),
    value: collapsed[i]!,
  }));
  return { rows, columns, results };
}

const term = (id: AxisId, factor: number): Index['terms'] =>
  factor === 0 ? [] : [{ atom: { kind: 'axis', id }, factor }];

/** The index's factor of all axes as one, counted row by row; null: it runs over them otherwise. */
function alongAll(i: Index, axes: readonly Axis[]): number | null {
  const real = axes.filter((a) => a.extent !== 1);
  if (real.some((a) => insideAtom(i, a.id))) return null;
  const inner = real.at(-1);
  const factor = inner ? coefficient(i, inner.id) : 0;
  let stride = 1;
  for (const a of [...real].reverse()) {
    if (coefficient(i, a.id) !== factor * stride) return null;
    stride *= a.extent;
  }
  return factor;
}
