// Element counts: the product of a shape's dimensions. Run-time counterpart: rules/reshape.ts.
import type { Mul } from './arith.ts';
import type { Bad, Canonical, Dim, Settled } from './dims.ts';
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

/** One dimension for the product of all: [32, 3] -> 96, ['T', 'B', 64] -> '64*B*T'. */
export type Product<S extends unknown[]> = Settled<Text<Count<S>>>;
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
  Proven<S, T> extends infer R extends unknown[] ? R : Counted<S, T>;

/**
 * Dimensions with which both begin or end are equal whatever they are, type parameters too, and so is a first one that is
 * left open: only the others are counted. [N, 4, 2] -> [N, 8] and [N, 4, 2] -> [-1, 8] for every N.
 */
type Proven<S, T> = [S, T] extends [[infer A, ...infer R], [infer B, ...infer U]]
  ? { of: B } extends { of: A | -1 }
    ? Begins<A, Leading<R, U>>
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
    : [Product<A>] extends [Product<B>]
      ? Texts<B>
      : null
  : null;
type Texts<T extends unknown[]> = { [I in keyof T]: Canonical<T[I]> };

type Counted<S extends unknown[], T extends unknown[]> =
  DropHole<T> extends infer R extends unknown[]
    ? Quotient<S, R> extends infer Q extends Dim
      ? { [I in keyof T]: T[I] extends -1 ? Q : Canonical<T[I]> }
      : null
    : number extends Count<S> | Count<T>
      ? Texts<T>
      : [Product<S>] extends [Product<T>]
        ? Texts<T>
        : null;
