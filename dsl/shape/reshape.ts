// Element counts: a shape as (product of the numbers, sorted names). Run-time counterpart: rules/reshape.ts.
import type { ExactDiv, Mul } from './arith.ts';
import type { Bad, Dim } from './dims.ts';
import type { Multiply, Times } from './symbols.ts';

/** ['B', 3, 'T', 4] -> [12, ['B', 'T']]; a dimension that could not be computed is the whole count */
type Count<S, N extends number = 1, Names extends string[] = []> = S extends [infer H, ...infer T]
  ? H extends number
    ? Count<T, Mul<N, H>, Names>
    : H extends Bad
      ? [1, [H]]
      : Multiply<H & string, N, Names> extends [infer M extends number, infer Y extends string[]]
        ? Count<T, M, Y>
        : never
  : [N, Names];

/** One dimension for the product of all: [32, 3] -> 96, ['T', 'B', 64] -> '64*B*T'. */
export type Product<S extends unknown[]> =
  Count<S> extends [infer N extends number, infer Y extends string[]] ? Times<N, Y> : never;

type Without<S, X, Acc extends string[] = []> = S extends [infer H extends string, ...infer T extends string[]]
  ? H extends X
    ? [...Acc, ...T]
    : Without<T, X, [...Acc, H]>
  : null;
type Cancel<A, B> = B extends [infer H, ...infer T]
  ? Without<A, H> extends infer R extends string[]
    ? Cancel<R, T>
    : null
  : A;
/** count(A) / count(B) as a dimension, or null */
type Quotient<A, B> = [Count<A>, Count<B>] extends [
  [infer N extends number, infer X],
  [infer M extends number, infer Y],
]
  ? [ExactDiv<N, M>, Cancel<X, Y>] extends [infer Q extends number, infer R extends string[]]
    ? Times<Q, R>
    : null
  : null;
type DropHole<S, Acc extends unknown[] = []> = S extends [infer H, ...infer T]
  ? H extends -1
    ? [...Acc, ...T]
    : DropHole<T, [...Acc, H]>
  : null;

/** The target of a reshape with -1 filled in, or null when the element counts differ. */
export type Reshape<S extends unknown[], T extends unknown[]> =
  DropHole<T> extends infer R extends unknown[]
    ? Quotient<S, R> extends infer Q extends Dim
      ? { [I in keyof T]: T[I] extends -1 ? Q : T[I] }
      : null
    : Quotient<S, T> extends 1
      ? T
      : null;
