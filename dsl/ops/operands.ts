// What element types operations take: the check as the parameter's type, and the same check at run time.
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import type { Broadcast, Message, Operand, TypedIs } from '../shape/index.ts';
import type { Tensor } from '../tensor.ts';
import { operand } from './boundary.ts';

/** The element types that arithmetic is defined on. */
export type Numeric = 'f32' | 'i32';

/** An f32 tensor [S], or the sentence. */
export type Floats<Op extends string, S extends unknown[], D extends DType> = TypedIs<Op, 'operand', S, D, 'f32'>;
export type Bools<Op extends string, S extends unknown[], D extends DType> = TypedIs<Op, 'operand', S, D, 'bool'>;
/** A tensor that arithmetic is defined on, or the sentence. */
export type Numbers<Op extends string, S extends unknown[], D extends DType> = [D] extends [Numeric]
  ? Tensor<S, D>
  : Message<'typeIs', [Op, 'operand', D, 'f32 or i32']>;

/**
 * X, which is about a tensor of `F32<D>`, where D is f32; else the sentence. Where D was not inferred, no tensor was given,
 * and X says what is expected.
 */
export type OfFloats<Op extends string, D extends DType, X> = [D] extends ['f32']
  ? X
  : [DType] extends [D]
    ? X
    : Message<'typeIs', [Op, 'operand', D, 'f32']>;
/** D, for `OfFloats` to infer it by. */
export type F32<D extends DType> = D & 'f32';

/** An f32 tensor [S] of rank N, or the sentence. */
export type Ranked<Op extends string, N extends number, S extends unknown[], D extends DType> = [D] extends ['f32']
  ? S['length'] extends N
    ? Tensor<S, D>
    : Message<'rank', [Op, N, S]>
  : Message<'typeIs', [Op, 'operand', D, 'f32']>;

/**
 * The second operand of two, [B, E], beside the first, [A, D]: it broadcasts, has the same element type, and that is
 * `Expected`. An operand that is a plain number has element type `never` here, which is what tells the cases apart: one
 * signature instead of overloads keeps a mistake to one error of one line.
 */
export type Second<
  Op extends string,
  A extends unknown[],
  D extends DType,
  B extends unknown[],
  E extends DType,
  Expected extends DType,
  Name extends string,
> = [D] extends [never]
  ? [E] extends [Expected]
    ? Tensor<B, E>
    : Message<'typeIs', [Op, 'operand', E, Name]>
  : [D] extends [Expected]
    ? [E] extends [never]
      ? number
      : Operand<Op, A, D, B, E>
    : Message<'typeIs', [Op, 'operand', D, Name]>;

/** The shape of a pointwise result, where one operand may be a number. NoInfer: the operands decide, not the context. */
export type Pointwise<A extends unknown[], D extends DType, B extends unknown[], E extends DType> = [E] extends [never]
  ? NoInfer<A>
  : [D] extends [never]
    ? NoInfer<B>
    : Broadcast<A, B, D>;
/** The element type of the operand that is a tensor. */
export type Either<D extends DType, E extends DType> = [D] extends [never] ? NoInfer<E> : NoInfer<D>;

function typed(op: string, x: unknown, accepted: readonly DType[]): Expr {
  const e = operand(op, x);
  if (!accepted.includes(e.dtype)) throw new ShapeError('typeIs', [op, 'operand', e.dtype, accepted.join(' or ')]);
  return e;
}

export const float = (op: string, x: unknown): Expr => typed(op, x, ['f32']);
export const bool = (op: string, x: unknown): Expr => typed(op, x, ['bool']);
export const numeric = (op: string, x: unknown): Expr => typed(op, x, ['f32', 'i32']);
export const integer = (op: string, x: unknown): Expr => typed(op, x, ['i32']);
