// Axes: by number, from either end, or by the name of their dimension; replacing, reducing and permuting dimensions.
// Run-time counterpart: rules/axes.ts, for names ../names.ts.
import type { Sub } from './arith.ts';
import type { Shape } from './dims.ts';
import type { Message } from './messages.ts';
import type { MeantAmong } from './options.ts';

/** An axis as it is given: its number, or the name of its dimension. */
export type AxisName = number | string;

/** 0 | 1 for rank 2 */
type Below<S extends unknown[]> = S extends [unknown, ...infer T] ? T['length'] | Below<T> : never;
/** 1 | 2 for rank 2 */
type UpTo<S extends unknown[]> = S extends [unknown, ...infer T] ? S['length'] | UpTo<T> : never;
type Minus<N extends number> = `-${N}` extends `${infer M extends number}` ? M : never;
/** 0 | 1 | -1 | -2 for rank 2; any number where the rank is not known */
export type AxisOf<S extends unknown[]> = number extends S['length'] ? number : Below<S> | Minus<UpTo<S>>;

// identity, which is known of type parameters too: a dimension B is not 'time'
type Identical<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** The numbers of the axes whose dimension is the name X. */
type Places<S, X, Seen extends 0[] = [], Acc extends number[] = []> = S extends [infer H, ...infer T]
  ? Places<T, X, [...Seen, 0], Identical<H, X> extends true ? [...Acc, Seen['length']] : Acc>
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
export type At<S extends Shape, A extends AxisName> = S[Axis<S, A>];

type SpliceGo<S, I extends number, R extends unknown[], Acc extends unknown[] = []> = S extends [infer H, ...infer T]
  ? Acc['length'] extends I
    ? [...Acc, ...R, ...T]
    : SpliceGo<T, I, R, [...Acc, H]>
  : Acc;
/** replace the dim at an axis by the dims R */
export type Splice<S extends unknown[], A extends AxisName, R extends unknown[]> = SpliceGo<S, Axis<S, A>, R>;

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
type Axes<S extends unknown[], A extends readonly AxisName[]> = { [I in keyof A]: Axis<S, A[I]> }[number];
/** S reduced over the axes A (all of them when undefined): without them, or with 1 in their places. */
export type Reduce<
  S extends unknown[],
  A extends AxisName | readonly AxisName[] | undefined,
  Keep extends boolean,
> = A extends undefined
  ? Keep extends true
    ? { [I in keyof S]: 1 }
    : []
  : ReduceGo<S, A extends readonly AxisName[] ? Axes<S, A> : Axis<S, A & AxisName>, Keep>;

export type Permute<S extends Shape, P extends AxisName[]> = { [I in keyof P]: At<S, P[I]> };
export type IsPermutation<S extends unknown[], P extends AxisName[]> = P['length'] extends S['length']
  ? [Below<S>] extends [Axes<S, P>]
    ? true
    : false
  : false;
/** X, one of P, where these are the axes of S in some order; else what is wrong. */
export type PermuteAxis<S extends unknown[], P extends AxisName[], X> =
  IsPermutation<S, P> extends true
    ? X
    : [WrongName<'permute', S, P>] extends [never]
      ? Message<'permutation', [AllNumbered<S, P>, S]>
      : WrongName<'permute', S, P>;

/** The first axis of a tuple that occurs again later, or never. */
type Repeated<A> = A extends [infer H, ...infer T] ? (H extends T[number] ? H : Repeated<T>) : never;
type Normalized<S extends unknown[], A extends readonly AxisName[]> = { -readonly [I in keyof A]: Axis<S, A[I]> };
type AllNumbered<S extends unknown[], A> = A extends readonly AxisName[]
  ? { -readonly [I in keyof A]: A[I] extends string ? Numbered<S, A[I]> : A[I] }
  : A extends string
    ? Numbered<S, A>
    : A;
type Elements<A> = A extends readonly unknown[] ? A[number] : A;

/** What is wrong with the name X for S, in the words of operation Op; never where one axis has it. */
type Misnamed<Op extends string, S extends unknown[], X extends string> =
  Places<S, X> extends [number]
    ? never
    : Places<S, X> extends []
      ? [MeantAmong<X, S[number]>] extends [never]
        ? Message<'axisName', [Op, X, S]>
        : Message<'axisMeant', [Op, X, S, MeantAmong<X, S[number]>]>
      : Message<'axisTwice', [Op, X, S]>;
/** The first name in A, one axis or several, that is wrong: its sentence. */
type WrongName<Op extends string, S extends unknown[], A> = number extends S['length']
  ? never
  : Open<A> extends infer W extends string
    ? Message<'axisLiteral', [Op, W]>
    : WrongAxis<Op, S, A>;
/** What A is where it could be any axis; else null. */
type Open<A> = A extends readonly unknown[]
  ? number extends A['length']
    ? `${Plain<A[number]>}[]`
    : null
  : number extends A
    ? 'number'
    : string extends A
      ? 'string'
      : null;
type Plain<E> = [E] extends [number] ? 'number' : [E] extends [string] ? 'string' : '(number | string)';
type WrongAxis<Op extends string, S extends unknown[], A> = A extends string
  ? Misnamed<Op, S, A>
  : A extends readonly [infer H, ...infer T]
    ? [H] extends [string]
      ? [Misnamed<Op, S, H & string>] extends [never]
        ? WrongAxis<Op, S, T>
        : Misnamed<Op, S, H & string>
      : WrongAxis<Op, S, T>
    : never;

/** A itself when it names axes of S, each once, or none; else what is wrong, in the words of operation Op. */
export type ReduceAxis<Op extends string, S extends unknown[], A extends AxisName | readonly AxisName[] | undefined> = [
  A,
] extends [AxisOf<S> | undefined]
  ? A
  : [WrongName<Op, S, A>] extends [never]
    ? [Elements<AllNumbered<S, A>>] extends [AxisOf<S> | undefined]
      ? [A] extends [readonly [AxisName, AxisName, ...AxisName[]]]
        ? [Repeated<Normalized<S, A>>] extends [never]
          ? A
          : Message<'axisRepeated', [Op, AllNumbered<S, A>, S]>
        : A
      : Message<'axis', [Op, AllNumbered<S, A>, S]>
    : WrongName<Op, S, A>;
/** X itself when it is an axis of S; else what is wrong. */
export type OneAxis<Op extends string, S extends unknown[], X extends AxisName> = [X] extends [AxisOf<S>]
  ? X
  : [WrongName<Op, S, X>] extends [never]
    ? [X] extends [string]
      ? X
      : Message<'axis', [Op, X, S]>
    : WrongName<Op, S, X>;
/** The place of a new axis among those of S: its number in the result, or the name of the axis that it comes before. */
export type NewAxis<Op extends string, S extends unknown[], X extends AxisName> = [X] extends [string]
  ? OneAxis<Op, S, X>
  : OneAxis<Op, [...S, 1], X>;
