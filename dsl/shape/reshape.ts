// Element counts: the product of a shape's dimensions. Run-time counterpart: rules/reshape.ts.
import type { ExactDiv, Mul } from './arith.ts';
import type { Equals, Opaque } from './decide.ts';
import type { Bad, Canonical, Dim, Settled } from './dims.ts';
import type { Message } from './messages.ts';
import type { DividePolynomials, MultiplyPolynomials, Polynomial, Read, TimesTerm, Write } from './polynomial.ts';

/** The product of all as a polynomial; a `number` where one of them is a `number`; a dimension that could not be computed is the whole of it. */
type Count<S, N extends number = 1, P extends Polynomial | null = null> = S extends [infer H, ...infer T]
  ? [H] extends [number]
    ? Count<T, Mul<N, H>, P>
    : [H] extends [Bad]
      ? [[[1, H]], 0]
      : Count<T, N, P extends Polynomial ? MultiplyPolynomials<P, Read<H & string>> : Read<H & string>>
  : P extends Polynomial
    ? number extends N
      ? N
      : TimesTerm<P, N, ''>
    : N;

/**
 * One dimension for the product of all: [32, 3] -> 96, ['T', 'B', 64] -> '64*B*T'. Where one of them is a type parameter
 * this stays as it is, so hover and .d.ts show Product<[C, 7, 7]>.
 */
export type Product<S extends unknown[]> = [S[number]] extends [infer _] ? Settled<Text<Count<S>>> : never;
type Text<P> = [P] extends [number] ? P : [P] extends [infer Q] ? WriteIf<Q> : never;
type WriteIf<Q> = Q extends Polynomial ? Write<Q> : never;

/** count(A) / count(B) as a dimension, or null */
export type Quotient<A, B> = number extends Count<A> | Count<B>
  ? number
  : [Terms<Count<A>>, Terms<Count<B>>] extends [infer P extends Polynomial, infer Q extends Polynomial]
    ? DividePolynomials<P, Q> extends infer R extends Polynomial
      ? Write<R>
      : null
    : null;
type Terms<P> = [P] extends [number] ? [[], P] : P;
type DropHole<S, Acc extends unknown[] = []> = S extends [infer H, ...infer T]
  ? H extends -1
    ? [...Acc, ...T]
    : DropHole<T, [...Acc, H]>
  : null;

/** The target of a reshape, with -1 filled in and each dimension in its one text, or null when the element counts differ. */
export type Reshape<S extends unknown[], T extends unknown[]> =
  Opaque<S[number] | T[number], S> extends true
    ? Beginning<S, T, 'now', true>
    : Proven<S, T> extends infer R extends unknown[]
      ? R
      : Counted<S, T>;
/** What is wrong where it is null. */
export type ReshapeError<S extends unknown[], T extends unknown[]> =
  Opaque<S[number] | T[number], S> extends true
    ? Message<'reshapeOpen', [S, T]>
    : Message<'reshape', [S, Product<S>, T]>;

// Dimensions that are type parameters: what S becomes where that holds whatever they are, else null. What both shapes begin
// and end with is set aside, and a dimension that is left open takes the product of what is left.
type Beginning<S, T, G, May, Head extends unknown[] = []> = [[S, T]] extends [
  [[infer s, ...infer R], [infer t, ...infer U]],
]
  ? Equals<s, t, G> extends true
    ? Beginning<R, U, G, May, [...Head, s]>
    : Ending<S, T, G, May, Head>
  : Ending<S, T, G, May, Head>;
type Ending<S, T, G, May, Head extends unknown[], Tail extends unknown[] = []> = [[G, S, T]] extends [
  ['now', readonly [...infer R, infer s] | infer _, readonly [...infer U, infer t] | infer _],
]
  ? true extends Equals<s, unknown, G> | Differ<s, t, G>
    ? Within<Between<S, T, G, May>, Head, Tail>
    : Ending<R, U, G, May, Head, [s, ...Tail]>
  : never;
type Differ<A, B, G> = Equals<A, B, G> extends true ? false : true;
type Within<M, Head extends unknown[], Tail extends unknown[]> = M extends { readonly shape: infer R extends unknown[] }
  ? [...Head, ...R, ...Tail]
  : null;
/** What is left between; one dimension may be left open. */
type Between<S, T, G, May> = [[G, T]] extends [['now', [infer t, ...infer U] | infer _]]
  ? Equals<[t, May], [-1, true], G> extends true
    ? First<S, U, G> extends infer R extends { readonly shape: unknown[] }
      ? R
      : Hole<S, U, G>
    : Equal<S, T, G, May>
  : never;
/** [N, ...] -> [-1, ...]: N, where what follows is equal. */
type First<S, U, G> = [[G, S]] extends [['now', [infer s, ...infer R] | infer _]]
  ? Equals<s, unknown, G> extends true
    ? null
    : Beginning<R, U, G, false> extends infer Q extends unknown[]
      ? { readonly shape: [s, ...Q] }
      : null
  : never;
type Hole<S, U extends unknown[], G> =
  Equals<U, [], G> extends true
    ? Left<{ readonly shape: S }, U, G>
    : Opaque<U[number], G> extends true
      ? null
      : Left<Without<S, Product<U>, G>, U, G>;
type Left<P, U extends unknown[], G> = P extends { readonly shape: infer R extends unknown[] }
  ? [[G, R]] extends [['now', [infer D] | infer _]]
    ? { readonly shape: [Equals<D, unknown, G> extends true ? Product<R> : D, ...U] }
    : never
  : null;
/** S without dimensions at its end whose product is V. */
type Without<S, V, G> = V extends 1
  ? { readonly shape: S }
  : [[S, V]] extends [[[...infer R, infer k], number]]
    ? Opaque<k, G> extends true
      ? null
      : Divided<R, k & number, V & number, G>
    : null;
type Divided<R extends unknown[], k extends number, V extends number, G> =
  ExactDiv<V, k> extends infer Q extends number
    ? Without<R, Q, G>
    : ExactDiv<k, V> extends infer Q extends number
      ? { readonly shape: [...R, Q] }
      : null;
/** The same number of elements, where none of them is a type parameter; one may be left open yet, where May is true. */
type Equal<S, T, G, May> = [S, T] extends [infer A extends unknown[], infer B extends unknown[]]
  ? Equals<A, B, G> extends true
    ? { readonly shape: B }
    : [true, false, -1] extends
          | [Opaque<A[number] | B[number], G>, unknown, unknown]
          | [unknown, May, Extract<B[number], -1>]
      ? null
      : Rest<A, B> extends infer R extends unknown[]
        ? { readonly shape: R }
        : null
  : null;

/**
 * Dimensions with which both begin or end are equal whatever they are, type parameters too, and so is a first one that is
 * left open: only the others are counted. [N, 4, 2] -> [N, 8] and [N, 4, 2] -> [-1, 8] for every N.
 */
type Proven<S, T> = [S, T] extends [[infer A, ...infer R], [infer B, ...infer U]]
  ? { of: B } extends { of: A | -1 }
    ? [B, -1] extends [-1, Extract<U[number], -1>]
      ? null
      : Begins<A, Leading<R, U>>
    : Leading<S, T>
  : null;
type Leading<S, T> = [S, T] extends [[infer A, ...infer R], [infer B, ...infer U]]
  ? Identical<A, B> extends true
    ? Begins<A, Leading<R, U>>
    : Trailing<S, T>
  : Rest<S, T>;
type Trailing<S, T> = [S, T] extends [[...infer R, infer A], [...infer U, infer B]]
  ? Identical<A, B> extends true
    ? Trailing<R, U> extends infer Q extends unknown[]
      ? [...Q, A]
      : null
    : Rest<S, T>
  : Rest<S, T>;
type Begins<A, Q> = Q extends unknown[] ? [A, ...Q] : null;
type Identical<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
type Rest<S, T> = [S, T] extends [infer A extends unknown[], infer B extends unknown[]]
  ? number extends Product<B>
    ? null
    : -1 extends B[number]
      ? Counted<A, B>
      : [Product<A>] extends [Product<B>]
        ? Texts<B>
        : null
  : null;
type Texts<T extends unknown[]> = { [I in keyof T]: Canonical<T[I]> };

type Counted<S extends unknown[], T extends unknown[]> =
  DropHole<T> extends infer R extends unknown[]
    ? -1 extends Extract<R[number], -1>
      ? null
      : Quotient<S, R> extends infer Q extends Dim
        ? { [I in keyof T]: T[I] extends -1 ? Q : Canonical<T[I]> }
        : null
    : number extends Count<S> | Count<T>
      ? Texts<T>
      : [Product<S>] extends [Product<T>]
        ? Texts<T>
        : null;
