// Indexing by data: rows taken by integer tensors, and their adjoint.
import { literal, makeGather, makeIota, makeScatter } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { equal, select } from '../expression/pointwise.ts';
import { expand } from '../expression/views.ts';
import type { Dim, Message, Shape, TypedAre } from '../shape/index.ts';
import { numbersIn } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';
import { type Floats, float } from './operands.ts';

/** Indices that select rows are i32. */
function indicesOf(op: string, role: string, x: unknown): Expr {
  const e = operand(op, x);
  if (e.dtype !== 'i32') throw new ShapeError('typeAre', [op, role, e.dtype, 'i32']);
  return e;
}

/**
 * Rows of `source`: [V, ...R] at [...I] is [...I, ...R], out[i] = source[indices[i]]. An index outside [0, V) gives NaN,
 * or 0 for integers.
 */
export function gather<V extends Dim, R extends Shape, D extends DType, I extends Shape, E extends DType>(
  source: Tensor<[V, ...R], D>,
  indices: TypedAre<'gather', 'indices', I, E, 'i32'>,
): Tensor<[...I, ...R], D> {
  const rows = operand('gather', source);
  const at = indicesOf('gather', 'indices', indices);
  if (rows.shape.length === 0) throw new ShapeError('rank', ['gather', '1 or more', rows.shape]);
  return result(makeGather(rows, at));
}

/** The updates [...I, ...R] for indices [...I]. */
type Updates<I extends Shape, U extends Shape, D extends DType> = U extends [...I, ...infer _]
  ? Floats<'scatterAdd', U, D>
  : Message<'updates', ['scatterAdd', U, I]>;
type Rest<I extends Shape, U extends Shape> = U extends [...I, ...infer R] ? R : [];

/**
 * [rows, ...R], out[indices[i]] += updates[i] from zero; indices outside [0, rows) are dropped. The adjoint of gather;
 * as exact as `sum`, however many updates a row takes.
 */
export function scatterAdd<N extends number, I extends Shape, E extends DType, U extends Shape, D extends DType>(
  rows: N,
  indices: TypedAre<'scatterAdd', 'indices', I, E, 'i32'>,
  updates: Updates<I, U, D>,
): Tensor<[N, ...Rest<I, U>]> {
  numbersIn('scatterAdd', 'a whole number, 0 or more', { rows });
  const at = indicesOf('scatterAdd', 'indices', indices);
  const values = float('scatterAdd', updates);
  const leading = values.shape.slice(0, at.shape.length);
  if (leading.join() !== at.shape.join()) throw new ShapeError('updates', ['scatterAdd', values.shape, at.shape]);
  return result(makeScatter(rows, at, values));
}

/** 1 at each label along a new last axis of size `classes`, 0 elsewhere; a label outside is a row of zeros. */
export function oneHot<S extends Shape, E extends DType, C extends number>(
  labels: TypedAre<'oneHot', 'labels', S, E, 'i32'>,
  classes: C,
): Tensor<[...S, C]> {
  const y = indicesOf('oneHot', 'labels', labels);
  const shape = [...y.shape, classes];
  const here = equal(makeIota(shape, y.shape.length), expand(y, -1));
  return result(select(here, literal(1, 'f32'), literal(0, 'f32')));
}
