// Data-dependent indexing on expressions.
import { literal, makeGather, makeIota, makeReshape, makeScatter } from '../build.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { add, equal, select } from './pointwise.ts';

function indicesOf(op: string, indices: Expr, role = 'indices'): Expr {
  if (indices.dtype !== 'i32') throw new ShapeError('typeAre', [op, role, indices.dtype, 'i32']);
  return indices;
}

/** Rows of the table: [V, ...R] and [...I] -> [...I, ...R]. */
export function take(table: Expr, indices: Expr, op = 'take', role = 'indices'): Expr {
  if (table.shape.length === 0) throw new ShapeError('rank', [op, '1 or more', table.shape]);
  return makeGather(table, indicesOf(op, indices, role));
}

/** 1 at each index along a new last axis, 0 elsewhere; an index out of range gives a row of 0. */
export function oneHot(indices: Expr, classes: number): Expr {
  const shape = [...indicesOf('oneHot', indices).shape, classes];
  const hit = equal(makeIota(shape, shape.length - 1), makeReshape(indices, [...indices.shape, 1]));
  return select(hit, literal(1, 'f32'), literal(0, 'f32'));
}

/** base[indices[i]] + updates[i], repeated indices added up; indices out of range are dropped. */
export function scatterAdd(base: Expr, indices: Expr, updates: Expr): Expr {
  const rows = base.shape[0];
  if (rows === undefined) throw new ShapeError('rank', ['scatterAdd', '1 or more', base.shape]);
  const expected = [...indicesOf('scatterAdd', indices).shape, ...base.shape.slice(1)];
  if (updates.shape.join() !== expected.join()) throw new ShapeError('target', ['scatterAdd', expected, updates.shape]);
  return add(base, makeScatter(rows, indices, updates));
}
