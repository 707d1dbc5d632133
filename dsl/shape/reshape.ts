// Element counts: a shape as (product of the numbers, multiset of the names). Run-time counterpart: rules/reshape.ts.
import type { ExactDiv, Mul } from './arith.ts';
import type { Dim } from './dims.ts';

/** [product of the numbers, the symbols]: ['B', 3, 'T', 4] -> [12, ['B', 'T']] */
type Count<S, N extends number = 1, Syms extends string[] = []> = S extends [infer H, ...infer T]
  ? H extends number
    ? Count<T, Mul<N, H>, Syms>
    : H extends `${infer C extends number}*${infer R}`
      ? Count<T, Mul<N, C>, [...Syms, ...Factors<R>]>
      : Count<T, N, [...Syms, ...Factors<H & string>]>
  : [N, Syms];
type Factors<S extends string> = S extends `${infer A}*${infer B}` ? [A, ...Factors<B>] : [S];
type Times<Y> = Y extends [infer A extends string, ...infer R] ? (R extends [] ? A : `${A}*${Times<R>}`) : '';
type MakeDim<N extends number, Y> = Y extends [] ? N : N extends 1 ? Times<Y> : `${N}*${Times<Y>}`;
/** one dim for the product of all: [32, 3] -> 96, ['B', 'T', 64] -> '64*B*T' */
export type Product<S extends unknown[]> = Count<S> extends [infer N extends number, infer Y] ? MakeDim<N, Y> : never;

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
/** count(A) / count(B) as a dim, or null */
type Quotient<A, B> = [Count<A>, Count<B>] extends [
  [infer N extends number, infer X],
  [infer M extends number, infer Y],
]
  ? [ExactDiv<N, M>, Cancel<X, Y>] extends [infer Q extends number, infer R extends string[]]
    ? MakeDim<Q, R>
    : null
  : null;
type DropHole<S, Acc extends unknown[] = []> = S extends [infer H, ...infer T]
  ? H extends -1
    ? [...Acc, ...T]
    : DropHole<T, [...Acc, H]>
  : null;
/** the target of a reshape with -1 filled in, or null when the element counts differ */
export type Reshape<S extends unknown[], T extends unknown[]> =
  DropHole<T> extends infer R extends unknown[]
    ? Quotient<S, R> extends infer Q extends Dim
      ? { [I in keyof T]: T[I] extends -1 ? Q : T[I] }
      : null
    : Quotient<S, T> extends 1
      ? T
      : null;
