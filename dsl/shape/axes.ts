// Axes: normalising negative ones, replacing, reducing and permuting dimensions. Run-time counterpart: rules/axes.ts.
import type { Sub } from './arith.ts';
import type { Shape } from './dims.ts';
import type { Message } from './messages.ts';

/** 0 | 1 for rank 2 */
type Below<S extends unknown[]> = S extends [unknown, ...infer T] ? T['length'] | Below<T> : never;
/** 1 | 2 for rank 2 */
type UpTo<S extends unknown[]> = S extends [unknown, ...infer T] ? S['length'] | UpTo<T> : never;
type Minus<N extends number> = `-${N}` extends `${infer M extends number}` ? M : never;
/** 0 | 1 | -1 | -2 for rank 2; any number where the rank is not known */
export type AxisOf<S extends unknown[]> = number extends S['length'] ? number : Below<S> | Minus<UpTo<S>>;
/** normalise a negative axis */
export type Axis<S extends unknown[], A extends number> = `${A}` extends `-${infer N extends number}`
  ? Sub<S['length'], N>
  : A;
export type At<S extends Shape, A extends number> = S[Axis<S, A>];

type SpliceGo<S, I extends number, R extends unknown[], Acc extends unknown[] = []> = S extends [infer H, ...infer T]
  ? Acc['length'] extends I
    ? [...Acc, ...R, ...T]
    : SpliceGo<T, I, R, [...Acc, H]>
  : Acc;
/** replace the dim at an axis by the dims R */
export type Splice<S extends unknown[], A extends number, R extends unknown[]> = SpliceGo<S, Axis<S, A>, R>;

type ReduceGo<
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
type Axes<S extends unknown[], A extends readonly number[]> = { [I in keyof A]: Axis<S, A[I]> }[number];
/** S reduced over the axes A (all of them when undefined): without them, or with 1 in their places. */
export type Reduce<
  S extends unknown[],
  A extends number | readonly number[] | undefined,
  Keep extends boolean,
> = A extends undefined
  ? Keep extends true
    ? { [I in keyof S]: 1 }
    : []
  : ReduceGo<S, A extends readonly number[] ? Axes<S, A> : Axis<S, A & number>, Keep>;

export type Permute<S extends Shape, P extends number[]> = { [I in keyof P]: At<S, P[I]> };
export type IsPermutation<S extends unknown[], P extends number[]> = P['length'] extends S['length']
  ? [Below<S>] extends [Axes<S, P>]
    ? true
    : false
  : false;

/** The first axis of a tuple that occurs again later, or never. */
type Repeated<A> = A extends [infer H, ...infer T] ? (H extends T[number] ? H : Repeated<T>) : never;
type Normalized<S extends unknown[], A extends readonly number[]> = { -readonly [I in keyof A]: Axis<S, A[I]> };
/** A itself when it names axes of S, each once, or none; else what is wrong, in the words of operation Op. */
export type ReduceAxis<Op extends string, S extends unknown[], A extends number | readonly number[] | undefined> = [
  A extends readonly number[] ? A[number] : A,
] extends [AxisOf<S> | undefined]
  ? [A] extends [readonly [number, number, ...number[]]]
    ? [Repeated<Normalized<S, A>>] extends [never]
      ? A
      : Message<'axisRepeated', [Op, A, S]>
    : A
  : Message<'axis', [Op, A, S]>;
/** X itself when it is an axis of S; else what is wrong. */
export type OneAxis<Op extends string, S extends unknown[], X extends number> = [X] extends [AxisOf<S>]
  ? X
  : Message<'axis', [Op, X, S]>;
