// Joining and cutting along an axis: concat, split, slice. Run-time counterpart: rules/concat.ts.
import type { Add, ExactDiv, IsNegative, Lt, Sub } from './arith.ts';
import type { At, Splice } from './axes.ts';
import type { Opaque } from './decide.ts';
import type { Affine, Bad, Dim, DimAdd, DimSum, Shape } from './dims.ts';
import type { Message } from './messages.ts';
import type { DividePolynomials, Polynomial, Read, Write } from './polynomial.ts';

export type Concat<A extends Shape, B extends Shape, X extends number> = Splice<A, X, [DimSum<At<A, X>, At<B, X>>]>;
/** D / N where it is exact: 384 / 3, or '2*T' / 2; else null. */
export type SplitDim<D extends Dim, N extends number> = D extends number ? ExactDiv<D, N> : SplitText<D, N>;
// [S] extends [infer X]: nothing of the arithmetic is put together while S is a type parameter
type SplitText<S, N extends number> = [S] extends [infer X]
  ? DividePolynomials<Read<X & string>, [[], N]> extends infer Q extends Polynomial
    ? Write<Q>
    : null
  : never;
/** N itself where it divides D (the `Role` of an operation, 'channels'), else the sentence; a name divides into anything. */
export type Divides<Op extends string, D extends Dim, Role extends string, N extends number> = D extends number
  ? SplitDim<D, N> extends null
    ? Message<'groups', [Op, D, Role, N]>
    : N
  : N;
/** One of N equal parts of D; of a type parameter it stays Part<D, N>, and where it does not divide the next check says so. */
export type Part<D extends Dim, N extends number> =
  SplitDim<D, N> extends infer R ? (R extends Dim ? R : `!${Message<'split', [D, N]>}`) : never;
/** N itself where it divides D, else the sentence. A type parameter is divided at run time; G is the axis of the call. */
export type Parts<D extends Dim, N extends number, G> =
  Opaque<D, G> extends true ? N : SplitDim<D, N> extends null ? Message<'split', [D, N]> : N;
export type Repeat<T, N extends number, Acc extends T[] = []> = Acc['length'] extends N
  ? Acc
  : Repeat<T, N, [...Acc, T]>;
/**
 * The length of [From, To) in D; a negative bound counts from the end, and To = 0 is the end. Null when out of range:
 * a slice has at least one element. A negative From with a positive To needs D to be a number.
 */
export type SliceDim<D extends Dim, From extends number, To extends number> =
  IsNegative<From> extends true
    ? [D] extends [number]
      ? IsNegative<Add<D, From>> extends true
        ? null
        : SliceDim<D, Add<D, From>, To>
      : `${To}` extends '0' | `-${string}`
        ? Positive<Sub<To, From>>
        : null
    : `${To}` extends '0' | `-${string}`
      ? Positive<DimAdd<D, Sub<To, From>>>
      : D extends number
        ? Lt<D, To> extends true
          ? null
          : Positive<Sub<To, From>>
        : Positive<Sub<To, From>>;
/** The same where D may be a type parameter, which is checked as a name is; G is the axis of the call. */
export type SliceLength<D extends Dim, From extends number, To extends number, G> =
  Opaque<D, G> extends true
    ? SliceDim<'n', From, To> extends infer N extends number
      ? N
      : DimAdd<D, Sub<To, From>>
    : SliceDim<D, From, To> extends infer R extends Dim
      ? R
      : never;
/** Whether there is such a length. */
export type SliceFits<D extends Dim, From extends number, To extends number, G> =
  SliceDim<Opaque<D, G> extends true ? 'n' : D, From, To> extends null ? false : true;
/** What is wrong with a slice that has no length. */
export type SliceError<D extends Dim, From extends number, To extends number, G> =
  Opaque<D, G> extends true
    ? OpenError<D, From, To>
    : D extends number
      ? Message<'slice', [From, To, D]>
      : OpenError<D, From, To>;
type OpenError<D extends Dim, From extends number, To extends number> =
  IsNegative<From> extends IsNegative<To> ? Message<'slice', [From, To, D]> : Message<'sliceEnds', [From, To, D]>;
type Positive<D extends Dim> = `${D}` extends '0' | `-${string}` | Bad ? null : D;

/** The length of every Step-th element of D: ceil(D / Step). */
export type Strided<D extends Dim, Step extends number> = Affine<D, Sub<Step, 1>, Step>;
