// A dimension is a number literal or a named symbol. Windows, strides and slices are one function of it,
// Floor<D, A, M> = floor((D + A) / M); sums and products of symbolic dimensions are polynomials (polynomial.ts).
import type { Add, FloorDiv, Lt, Mul, Sub } from './arith.ts';
import type { Dim, Shape } from './dim.ts';
import type { Message } from './messages.ts';
import type {
  AddConstant,
  AddPolynomials,
  AsQuotient,
  Cut,
  FloorPolynomial,
  MultiplyPolynomials,
  Polynomial,
  Read,
  Term,
  Write,
} from './polynomial.ts';

export type { Dim, Shape };

/** A dimension that could not be computed carries its reason; it surfaces in the next check, or in `compile`. */
export type Bad = `!${string}`;

/**
 * floor((D + A) / M). When D is a type parameter this stays as it is, so it is exported and mentions nothing
 * but what it depends on: two expressions for the same size are the same type, hover and .d.ts show Floor<H, 1, 2>.
 */
export type Floor<D extends Dim, A extends number, M extends number> = [D] extends [number]
  ? Lt<Add<D, A>, M> extends true
    ? `!${Message<'window', [D]>}`
    : FloorDiv<Add<D, A>, M>
  : [D] extends [Bad]
    ? D
    : number extends A | M
      ? number
      : Settled<FloorText<D, A, M>>;
// [S] extends [infer X]: nothing of the arithmetic is put together while S is a type parameter
type FloorText<S, A extends number, M extends number> = [S] extends [infer X]
  ? Write<FloorPolynomial<AddConstant<Read<X & string>, A>, M>>
  : never;
type SumText<S, T> = [S, T] extends [infer X, infer Y]
  ? Write<AddPolynomials<Read<X & string>, Read<Y & string>>>
  : never;
/** T, about whose constraint nothing is asked while it is deferred: that would go through all of its arithmetic. */
export type Settled<T> = [T] extends [infer R] ? R & Dim : never;

/** The same, D itself when A = 0 and M = 1, also for a type parameter. */
export type Affine<D extends Dim, A extends number, M extends number> = [A, M] extends [0, 1] ? D : Floor<D, A, M>;

/** D + C */
export type DimAdd<D extends Dim, C extends number> = Affine<D, C, 1>;

/** D + E for any two dimensions; 'S+T' in either order. */
export type DimSum<D extends Dim, E extends Dim> = [E] extends [number]
  ? DimAdd<D, E>
  : [D] extends [number]
    ? DimAdd<E, D>
    : [D] extends [Bad]
      ? D
      : [E] extends [Bad]
        ? E
        : Settled<SumText<D, E>>;

/** Windows of width K, stride S, padding P, dilation L over D: floor((D + 2P - L(K-1) - 1) / S) + 1. */
export type Window<D extends Dim, K extends number, S extends number, P extends number, L extends number> = Affine<
  D,
  WindowOffset<K, S, P, L>,
  S
>;
export type WindowOffset<K extends number, S extends number, P extends number, L extends number> = Add<
  Sub<Add<P, P>, Mul<L, Sub<K, 1>>>,
  Sub<S, 1>
>;

/** The text that a dimension has, whatever order it is written in: Canonical<'T*batch+S'> = 'S+T*batch'. */
export type Canonical<D> = D extends `${string}${'+' | '-' | '*' | '/'}${string}`
  ? D extends Bad
    ? D
    : Write<Read<D>>
  : D;

/** A dimension under a binding of symbols: Bind<'(T-1)/2', { T: 128 }> = 63. */
export type Bind<D extends Dim, E> = [D] extends [number]
  ? D
  : [D] extends [Bad]
    ? D
    : Write<BindTerms<Read<D & string>, E>>;
type BindTerms<P extends Polynomial, E, Acc extends Polynomial = [[], P[1]]> = P[0] extends [
  [infer c extends number, infer x extends string],
  ...infer R extends Term[],
]
  ? BindTerms<[R, 0], E, AddPolynomials<Acc, BindProduct<Cut<x, '*'>, E, [[], c]>>>
  : Acc;
type BindProduct<Xs, E, Acc extends Polynomial> = Xs extends [infer X extends string, ...infer R]
  ? BindProduct<R, E, MultiplyPolynomials<Acc, BindName<X, E>>>
  : Acc;
type BindName<X extends string, E> =
  AsQuotient<X> extends [infer Inner extends string, infer M extends number]
    ? FloorPolynomial<BindTerms<Read<Inner>, E>, M>
    : X extends keyof E
      ? Read<`${E[X] & Dim}`>
      : [[[1, X]], 0];
