// Symbols that know their vocabulary, so that the words of one language are not looked up in the table of another.
import type { DType } from '../dtype.ts';
import type { Dim, Message, Same } from '../shape/index.ts';
import type { Tensor } from '../tensor.ts';

/** Phantom key: it exists in types only. */
declare const vocabulary: unique symbol;

/** Symbols 0 ... V - 1 of a vocabulary of V. */
export interface Symbols<in out S extends unknown[], V extends Dim> extends Tensor<S, 'i32'> {
  readonly [vocabulary]: V;
}

/** The same symbols, said to be of a vocabulary: symbolsOf(37000, input.i32('batch', 'time')). */
export function symbolsOf<V extends Dim, S extends unknown[]>(_size: V, symbols: Tensor<S, 'i32'>): Symbols<S, V> {
  // the vocabulary is in the type alone
  return symbols as Symbols<S, V>;
}

/** What symbols of a vocabulary of U must say where V are expected; symbols that say nothing pass. */
export interface Speaks<Op extends string, U extends Dim, V extends Dim> {
  readonly [vocabulary]?: Same<U, V, U, Message<'vocabulary', [Op, U, V]>>;
}

/** Sequences of symbols [B, T] of a vocabulary of V, or the sentence. */
export type Sequences<
  Op extends string,
  B extends Dim,
  T extends Dim,
  E extends DType,
  U extends Dim,
  V extends Dim,
> = ([E] extends ['i32'] ? Tensor<[B, T], E> : Message<'typeIs', [Op, 'operand', E, 'i32']>) & Speaks<Op, U, V>;
