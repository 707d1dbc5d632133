// Replacing, reducing and permuting dimensions, and what is wrong with an axis. Run-time counterpart: rules/axes.ts, for names
// ../names.ts.
import type { Axis, AxisName, AxisOf, Below, Numbered, Places, ReduceGo, SpliceGo } from './axis.ts';
import type { IsOpen, Opaque } from './decide.ts';
import type { Dim, Shape } from './dims.ts';
import type { Message, Sentence } from './messages.ts';
import type { KeptDims, OpenAt, OpenReduce, OpenSplice } from './open.ts';
import type { MeantAmong } from './options.ts';

export type At<S extends Shape, A extends AxisName> = IsOpen<S, A> extends true ? OpenAt<S, A> & Dim : S[Axis<S, A>];

/** replace the dim at an axis by the dims R */
export type Splice<S extends unknown[], A extends AxisName, R extends unknown[]> =
  IsOpen<S, A> extends true ? OpenSplice<S, A, R> : SpliceGo<S, Axis<S, A>, R>;

type Axes<S extends unknown[], A extends readonly AxisName[]> = { [I in keyof A]: Axis<S, A[I]> }[number];
/** S reduced over the axes A (all of them when undefined): without them, or with 1 in their places. */
export type Reduce<
  S extends unknown[],
  A extends AxisName | readonly AxisName[] | undefined,
  Keep extends boolean,
> = A extends undefined
  ? Keep extends true
    ? KeptDims<S, undefined>
    : []
  : IsOpen<S, A> extends true
    ? OpenReduce<S, A, Keep>
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
    : [WrongName<S, P>] extends [null]
      ? Message<'permutation', [AllNumbered<S, P>, S]>
      : Said<'permute', S, WrongName<S, P>>;

/** The first axis of a tuple that occurs again later, or never. */
type Repeated<A> = A extends [infer H, ...infer T] ? (H extends T[number] ? H : Repeated<T>) : never;
type Normalized<S extends unknown[], A extends readonly AxisName[]> = { -readonly [I in keyof A]: Axis<S, A[I]> };
type AllNumbered<S extends unknown[], A> = A extends readonly AxisName[]
  ? { -readonly [I in keyof A]: A[I] extends string ? Numbered<S, A[I]> : A[I] }
  : A extends string
    ? Numbered<S, A>
    : A;
type Elements<A> = A extends readonly unknown[] ? A[number] : A;

/** What is wrong with the name X for S, as a key of a sentence with its arguments; null where one axis has it. */
type Misnamed<S extends unknown[], X extends string> =
  Places<S, X> extends [number]
    ? null
    : Places<S, X> extends []
      ? [NameMeant<X, S>] extends [never]
        ? ['axisName', X]
        : ['axisMeant', X, NameMeant<X, S>]
      : ['axisTwice', X];
type NameMeant<X extends string, S extends unknown[]> =
  Opaque<S[number], S> extends true ? never : MeantAmong<X, S[number]>;
/** What is wrong with the first name in A, one axis or several, that is wrong. */
type WrongName<S extends unknown[], A> = number extends S['length']
  ? null
  : Open<A> extends infer W extends string
    ? ['axisLiteral', W]
    : WrongAxis<S, A>;
type Said<Op extends string, S extends unknown[], W> = W extends ['axisLiteral', infer X]
  ? Message<'axisLiteral', [Op, X]>
  : W extends [infer K extends Sentence, infer X, ...infer M]
    ? Message<K, [Op, X, S, ...M]>
    : never;
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
type WrongAxis<S extends unknown[], A> = A extends string
  ? Misnamed<S, A>
  : A extends readonly [infer H, ...infer T]
    ? [H] extends [string]
      ? [Misnamed<S, H & string>] extends [null]
        ? WrongAxis<S, T>
        : Misnamed<S, H & string>
      : WrongAxis<S, T>
    : null;

/** A itself when it names axes of S, each once, or none; else what is wrong, in the words of operation Op. */
export type ReduceAxis<Op extends string, S extends unknown[], A extends AxisName | readonly AxisName[] | undefined> =
  IsOpen<S, A> extends true ? A : ClosedReduceAxis<Op, S, A>;
type ClosedReduceAxis<Op extends string, S extends unknown[], A extends AxisName | readonly AxisName[] | undefined> = [
  A,
] extends [AxisOf<S> | undefined]
  ? A
  : [WrongName<S, A>] extends [null]
    ? [Elements<AllNumbered<S, A>>] extends [AxisOf<S> | undefined]
      ? [A] extends [readonly [AxisName, AxisName, ...AxisName[]]]
        ? [Repeated<Normalized<S, A>>] extends [never]
          ? A
          : Message<'axisRepeated', [Op, AllNumbered<S, A>, S]>
        : A
      : Message<'axis', [Op, AllNumbered<S, A>, S]>
    : Said<Op, S, WrongName<S, A>>;
/** X itself when it is an axis of S; else what is wrong. */
export type OneAxis<Op extends string, S extends unknown[], X extends AxisName> =
  IsOpen<S, X> extends true ? X : ClosedAxis<Op, S, X>;
type ClosedAxis<Op extends string, S extends unknown[], X extends AxisName> = [X] extends [AxisOf<S>]
  ? X
  : [WrongName<S, X>] extends [null]
    ? [X] extends [string]
      ? X
      : Message<'axis', [Op, X, S]>
    : Said<Op, S, WrongName<S, X>>;
/** The place of a new axis among those of S: its number in the result, or the name of the axis that it comes before. */
export type NewAxis<Op extends string, S extends unknown[], X extends AxisName> = [X] extends [string]
  ? OneAxis<Op, S, X>
  : OneAxis<Op, [...S, 1], X>;
