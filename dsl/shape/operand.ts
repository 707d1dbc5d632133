// What the second operand of an operation must be: the checks that many signatures share. Written as one conditional
// type each, so that a sentence is only put together when a check fails.
import type { DType } from '../dtype.ts';
import type { Tensor } from '../tensor.ts';
import type { Broadcasts } from './broadcast.ts';
import type { Message } from './messages.ts';

/** [B, E] that broadcasts with [A, D] and has the same element type. */
export type Operand<Op extends string, A extends unknown[], D extends DType, B extends unknown[], E extends DType> = [
  [D, E],
] extends [[E, D]]
  ? Broadcasts<A, B, Tensor<B, E>, Op, 'broadcast', D>
  : Message<'operandTypes', [Op, D, E]>;

/** A tensor [S, D] whose element type is `Expected`; `Role` names it in the sentence: 'labels are f32, expected i32'. */
export type TypedAre<
  Op extends string,
  Role extends string,
  S extends unknown[],
  D extends DType,
  Expected extends DType,
> = [D] extends [Expected] ? Tensor<S, D> : Message<'typeAre', [Op, Role, D, Expected]>;

/** The same for a singular role: 'condition is f32, expected bool'. */
export type TypedIs<
  Op extends string,
  Role extends string,
  S extends unknown[],
  D extends DType,
  Expected extends DType,
> = [D] extends [Expected] ? Tensor<S, D> : Message<'typeIs', [Op, Role, D, Expected]>;
