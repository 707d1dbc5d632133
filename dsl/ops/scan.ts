// Loops over the leading axis of sequences, with a carry.

import type { DType } from '../dtype.ts';
import * as expression from '../expression/scan.ts';
import { expressionsOf, refill, type Tree } from '../nn/tree.ts';
import type { Dim, LengthsDiffer, Message, Same } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';

/** One row of each sequence. */
export type SliceOf<X> =
  X extends Tensor<infer S, infer D>
    ? S extends [unknown, ...infer R]
      ? Tensor<R, D>
      : Message<'scanScalar', [S]>
    : { [K in keyof X]: SliceOf<X[K]> };

/** The rows of all steps; of an open tree, such as the constraint Tree itself after an error, nothing is known. */
export type Stacked<Y, T extends Dim> = [Tree] extends [Y]
  ? // biome-ignore lint/suspicious/noExplicitAny: what follows from a wrong call is no error of its own
    any
  : Y extends Tensor<infer S, infer D>
    ? Tensor<[T, ...S], D>
    : { [K in keyof Y]: Stacked<Y[K], T> };

/** The lengths of all sequences, a union; of an open tree, such as the constraint Tree itself, they are not known. */
type Lengths<X> =
  X extends Tensor<infer S, DType>
    ? S extends [infer T, ...unknown[]]
      ? T
      : never
    : X extends readonly (infer Y)[]
      ? [AnyTensor] extends [Y]
        ? never
        : Lengths<Y>
      : string extends keyof X
        ? never
        : { [K in keyof X]: Lengths<X[K]> }[keyof X];
/** The leading dimension of the sequences. */
export type LengthOf<X> = Extract<Lengths<X>, Dim>;
/** Those that are not the length L of all. */
type Uneven<X, L> =
  X extends Tensor<infer S, DType>
    ? S extends [infer T, ...unknown[]]
      ? Same<T, L, never, T>
      : never
    : X extends readonly (infer Y)[]
      ? [AnyTensor] extends [Y]
        ? never
        : Uneven<Y, L>
      : string extends keyof X
        ? never
        : { [K in keyof X]: Uneven<X[K], L> }[keyof X];
/** X where all its sequences are of one length, else the sentence. */
type Even<X> = X extends AnyTensor
  ? X
  : [Uneven<X, Lengths<X>>] extends [never]
    ? X
    : LengthsDiffer<Extract<Lengths<X>, Dim>>;

/** N, the carry that the body returns, where it is like C, the carry that it was given; else the sentence in its place. */
export type Carried<C, N> =
  C extends Tensor<infer S, infer D>
    ? N extends Tensor<infer T, infer E>
      ? Same<S, T, Same<D, E, N, Message<'scanCarryType', [D, E]>>, Message<'scanCarry', [S, T]>>
      : C
    : string extends keyof C // an open tree, such as the constraint Tree itself, has no end
      ? C
      : { readonly [K in keyof C]: K extends keyof N ? Carried<C[K], N[K]> : C[K] };

export interface ScanOptions {
  /** from the last row to the first; outputs keep the places of their rows */
  readonly reverse?: boolean;
}

/**
 * For each row t of the sequences, in order: [carry, output_t] = body(carry, row_t). Gives the last carry and the
 * outputs of all steps, stacked along a new leading axis. Carries, sequences and outputs are tensors or trees of them.
 * The body is compiled once, whatever the length. A carry is rounded at each step, like any tensor; for long sums `sum` and
 * `cumulativeSum` are more exact, and so is a carry that only adds up, whose rounding errors are kept (not on a GPU).
 * Dropout and `mode.key()` in it draw other numbers in each turn; a key that is made outside gives the same ones, so fold
 * the turn in: foldIn(key, t).
 *
 *   scan(h0, xs, (h, x) => { const next = tanh(add(matmul(h, w), x)); return [next, next]; })
 */
export function scan<C extends Tree, X extends Tree, N extends Tree, Y extends Tree>(
  initial: C,
  sequences: Even<X>,
  body: (carry: C, slice: SliceOf<X>) => readonly [N & Carried<C, N>, Y],
  options: ScanOptions = {},
): { readonly carry: C; readonly outputs: Stacked<Y, LengthOf<X>> } {
  const { reverse = false } = optionsOf<ScanOptions>('scan', options, { reverse: 1 });
  let outputTree: Y | undefined;
  const { carries, outputs } = expression.scan({
    initial: expressionsOf(initial),
    sequences: expressionsOf(sequences),
    reverse,
    body: (carryInputs, sliceInputs) => {
      // the trees of placeholders have the types that the signature computes
      const returned = body(refill(initial, carryInputs), refill(sequences, sliceInputs) as unknown as SliceOf<X>);
      if (!Array.isArray(returned)) throw new TypeError('scan: the body must return [carry, output]');
      const [next, output] = returned;
      outputTree = output;
      return { carries: expressionsOf(next), outputs: expressionsOf(output) };
    },
  });
  return {
    carry: refill(initial, carries),
    outputs: refill(outputTree, outputs) as unknown as Stacked<Y, LengthOf<X>>,
  };
}
