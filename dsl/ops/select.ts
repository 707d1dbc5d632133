// Choosing by condition, and casting between element types.

import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import { apply, applyAs, pair } from '../expression/pointwise.ts';
import type { Broadcast, Broadcasts, Operand, Shape, TypedIs } from '../shape/index.ts';
import { oneOf } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';
import type { Either, Pointwise } from './operands.ts';

/** The first branch [A, D]: broadcasts with the condition. `never` stands for a plain number. */
type First<C extends Shape, A extends Shape, D extends DType> = [D] extends [never]
  ? number
  : Broadcasts<C, A, Tensor<A, D>, 'where', 'broadcast', D>;
/** The second branch [B, F] beside the first. */
type Otherwise<C extends Shape, A extends Shape, D extends DType, B extends Shape, F extends DType> = [D] extends [
  never,
]
  ? [F] extends [never]
    ? number
    : Broadcasts<C, B, Tensor<B, F>, 'where', 'broadcast', F>
  : [F] extends [never]
    ? number
    : Operand<'where', Broadcast<C, A>, D, B, F>;

export type Where = <
  C extends Shape,
  E extends DType,
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  F extends DType = never,
>(
  condition: TypedIs<'where', 'condition', C, E, 'bool'>,
  a: First<C, A, D>,
  b: Otherwise<C, A, D, B, F>,
) => Tensor<Broadcast<C, Pointwise<A, D, B, F>>, Chosen<D, F>>;
/** Two numbers are f32. */
type Chosen<D extends DType, F extends DType> = [D | F] extends [never] ? 'f32' : Either<D, F>;

/**
 * condition ? a : b at each position. Branches may be numbers. The branch that is not taken gets no gradient, to every
 * order, whatever its derivative would be: that of where(greater(x, 0), sqrt(x), 0) is 0 for every x <= 0. This holds
 * through pointwise operations, views, gather, scatterAdd, sums and all other reductions of a branch. Matrix products,
 * convolutions, loops and the rules of customGradient are given a cotangent of 0 instead, which they multiply like any number:
 * an infinite operand makes it NaN. So is what a loop reads from outside in a branch that it does not take. (Through a product whose rows or whose whole result are not taken, it holds again.)
 */
export const where: Where = (condition: unknown, a: unknown, b: unknown) => {
  const c = operand('where', condition);
  if (c.dtype !== 'bool') throw new ShapeError('typeIs', ['where', 'condition', c.dtype, 'bool']);
  const [p, q] = pair(typeof a === 'number' ? a : operand('where', a), typeof b === 'number' ? b : operand('where', b));
  if (p.dtype !== q.dtype) throw new ShapeError('operandTypes', ['where', p.dtype, q.dtype]);
  return result(applyAs('where', 'select', c, p, q));
};

const casts = { f32: 'toF32', i32: 'toI32', bool: 'toBool' } as const;

/** The same values as another element type: to i32 towards zero, to bool as x != 0. */
export function cast<S extends Shape, D extends DType>(x: Tensor<S, DType>, dtype: D): Tensor<S, D> {
  const e = operand('cast', x);
  oneOf('cast', 'dtype', String(dtype), Object.keys(casts));
  return result(e.dtype === dtype ? e : apply(casts[dtype], e));
}
