// One axis: by number, from either end, or by the name of its dimension.
import type { Sub } from './arith.ts';
import type { Equals, Now } from './decide.ts';

/** An axis as it is given: its number, or the name of its dimension. */
export type AxisName = number | string;

/** 0 | 1 for rank 2 */
export type Below<S extends unknown[]> = S extends [unknown, ...infer T] ? T['length'] | Below<T> : never;
/** 1 | 2 for rank 2 */
export type UpTo<S extends unknown[]> = S extends [unknown, ...infer T] ? S['length'] | UpTo<T> : never;
type Minus<N extends number> = `-${N}` extends `${infer M extends number}` ? M : never;
/** 0 | 1 | -1 | -2 for rank 2; any number where the rank is not known */
export type AxisOf<S extends unknown[]> = number extends S['length'] ? number : Below<S> | Minus<UpTo<S>>;

/** The numbers of the axes whose dimension is the name X; a dimension that is a type parameter is none. */
export type Places<S, X, G = Now<S>, Seen extends 0[] = [], Acc extends number[] = []> = S extends [infer H, ...infer T]
  ? Places<T, X, G, [...Seen, 0], Equals<H, X, G> extends true ? [...Acc, Seen['length']] : Acc>
  : Acc;
/** An axis as a number: that of a name, others as they are. */
export type Numbered<S extends unknown[], A extends AxisName> = A extends number
  ? A
  : Places<S, A> extends [infer N extends number]
    ? N
    : never;
/** normalise a negative axis, or a name */
export type Axis<S extends unknown[], A extends AxisName> = `${A}` extends `-${infer N extends number}`
  ? Sub<S['length'], N>
  : A extends number
    ? A
    : Numbered<S, A>;
export type SpliceGo<S, I extends number, R extends unknown[], Acc extends unknown[] = []> = S extends [
  infer H,
  ...infer T,
]
  ? Acc['length'] extends I
    ? [...Acc, ...R, ...T]
    : SpliceGo<T, I, R, [...Acc, H]>
  : Acc;

export type ReduceGo<
  S,
  Ax extends number,
  Keep extends boolean,
  Seen extends 0[] = [],
  Acc extends unknown[] = [],
> = S extends [infer H, ...infer T]
  ? ReduceGo<
      T,
      Ax,
      Keep,
      [...Seen, 0],
      Seen['length'] extends Ax ? (Keep extends true ? [...Acc, 1] : Acc) : [...Acc, H]
    >
  : Acc;
