// Gradients of tables that are read by rows, as those of an embedding: rows and where they are added, instead of a
// tensor of the table's size that is 0 nearly everywhere.
import { literal, makeIota, makeMap, makeReshape, makeScatter } from '../build.ts';
import { type Expr, elementCount } from '../expr.ts';
import { broadcastTo } from '../expression/broadcast.ts';
import { and, equal, greaterEqual, less, select } from '../expression/pointwise.ts';
import { reduce } from '../expression/reduce.ts';
import { concat } from '../expression/views.ts';

/** The tensor that is 0 but for `updates` [n, ...], added at rows `indices` [n]; other indices are dropped. */
export interface Rows {
  readonly indices: Expr;
  readonly updates: Expr;
  /** no row twice: repeated ones have the index -1 */
  readonly distinct: boolean;
}

/** The gradient by rows, or null where it is not made of scatters alone, their sums, and functions with scalars. */
export function rowsOf(g: Expr): Rows | null {
  if (g.kind === 'scatter') {
    const n = elementCount(g.indices.shape);
    const updates = makeReshape(g.updates, [n, ...g.shape.slice(1)]);
    return { indices: makeReshape(g.indices, [n]), updates, distinct: false };
  }
  if (g.kind !== 'map') return null;
  const args = g.args.map((a) => scalarOf(a) ?? rowsOf(a));
  if (args.some((a) => a === null)) return null;
  const rows = args.filter((a): a is Rows => a !== null && 'updates' in a);
  if (rows.length === 2 && g.op.name === 'add') return joined(rows[0]!, rows[1]!);
  if (rows.length !== 1) return null;
  const { indices, updates } = distinct(g.shape[0]!, rows[0]!);
  // of rows that nothing was added to, the function is not asked
  const of = args.map((a) => (a !== null && 'updates' in a ? updates : broadcastTo(a as Expr, updates.shape)));
  return { indices, updates: makeMap(g.op, of), distinct: true };
}

/** The scalar that is the same at every position. */
function scalarOf(e: Expr): Expr | null {
  if (e.shape.length === 0) return e;
  return e.kind === 'view' && e.source.shape.length === 0 ? e.source : null;
}

const joined = (a: Rows, b: Rows): Rows => ({
  indices: concat(0, [a.indices, b.indices]),
  updates: concat(0, [a.updates, b.updates]),
  distinct: false,
});

/**
 * The same with each row once, its updates summed at the first of its indices: n^2 comparisons of indices for n of them,
 * and nothing that grows with the table.
 */
export function distinct(count: number, rows: Rows): Rows {
  if (rows.distinct) return rows;
  const { indices, updates } = rows;
  const n = indices.shape[0]!;
  const same = equal(makeReshape(indices, [n, 1]), makeReshape(indices, [1, n]));
  const first = reduce('lazy', 'argMax', select(same, literal(1, 'i32', [n, n]), 0), 1);
  const isFirst = and(equal(first, makeIota([n], 0)), and(greaterEqual(indices, 0), less(indices, count)));
  return {
    indices: select(isFirst, indices, -1),
    updates: makeScatter(n, first, updates),
    distinct: true,
  };
}

/** The gradient's numbers that may not be 0, each once. */
export function entries(g: Expr): Expr {
  const rows = rowsOf(g);
  if (rows === null) return g;
  const { indices, updates } = distinct(g.shape[0]!, rows);
  const isRow = greaterEqual(makeReshape(indices, [indices.shape[0]!, ...updates.shape.slice(1).map(() => 1)]), 0);
  return select(isRow, updates, 0);
}
