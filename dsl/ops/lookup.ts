// Data-dependent indexing: rows of a table, and its adjoint.
import type { DType } from '../dtype.ts';
import * as expression from '../expression/lookup.ts';
import type { Dim, Message, Same, Shape, TypedAre } from '../shape/index.ts';
import { checkDimension } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';
import { float } from './operands.ts';

/** Rows of `table` [V, ...R] by `indices` [...I]: [...I, ...R]. An index out of range gives NaN (integers: 0). */
export function take<V extends Dim, R extends Shape, D extends DType, I extends Shape, E extends DType>(
  table: Tensor<[V, ...R], D>,
  indices: TypedAre<'take', 'indices', I, E, 'i32'>,
): Tensor<[...I, ...R], D> {
  return result(expression.take(operand('take', table), operand('take', indices)));
}

/** [...I] -> [...I, classes]: 1 at the index, 0 elsewhere; an index out of range gives zeros. */
export function oneHot<I extends Shape, E extends DType, N extends number>(
  indices: TypedAre<'oneHot', 'indices', I, E, 'i32'>,
  classes: N,
): Tensor<[...I, N]> {
  checkDimension(classes);
  return result(expression.oneHot(operand('oneHot', indices), classes));
}

/** base [V, ...R] with updates [...I, ...R] added to the rows `indices` [...I]; rows may repeat, and those out of range are dropped. */
export function scatterAdd<V extends Dim, R extends Shape, I extends Shape, E extends DType, U extends Shape>(
  base: Tensor<[V, ...R]>,
  indices: TypedAre<'scatterAdd', 'indices', I, E, 'i32'>,
  updates: Same<U, [...I, ...R], Tensor<U>, Message<'target', ['scatterAdd', [...I, ...R], U]>>,
): Tensor<[V, ...R]> {
  return result(
    expression.scatterAdd(float('scatterAdd', base), operand('scatterAdd', indices), float('scatterAdd', updates)),
  );
}
