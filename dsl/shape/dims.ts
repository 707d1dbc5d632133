// A dimension is a number literal or a named symbol. All dimension arithmetic is one function,
// Floor<D, A, M> = floor((D + A) / M), and symbols have one canonical form for it, '(T+a)/m' (floor
// implied; '/1' and '+0' are not written), closed under composition:
//   floor((floor((T+a)/m) + A) / M) = floor((T + a + A*m) / (m*M)).
import type { Add, FloorDiv, Lt, Mul, Sub } from './arith.ts';
import type { Message } from './messages.ts';
import type { AddSymbols, Offset, Plus } from './symbols.ts';

export type Dim = number | string;
export type Shape = Dim[];

/** A dimension that could not be computed carries its reason; it surfaces in the next check, or in `compile`. */
export type Bad = `!${string}`;

type Parse<S extends string> = S extends `(${infer N})/${infer M extends number}`
  ? [...Offset<N>, M]
  : [...Offset<S>, 1];
type Format<N extends string, A extends number, M extends number> = M extends 1 ? Plus<N, A> : `(${Plus<N, A>})/${M}`;

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
    : Parse<D & string> extends [infer N extends string, infer a extends number, infer m extends number]
      ? Format<N, Add<a, Mul<A, m>>, Mul<m, M>>
      : never;

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
        : AddSymbols<D & string, E & string>;

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

/** A dimension under a binding of symbols: Bind<'(T-1)/2', { T: 128 }> = 63. */
export type Bind<D extends Dim, E> = [D] extends [number]
  ? D
  : Parse<D & string> extends [infer N extends string, infer A extends number, infer M extends number]
    ? N extends keyof E
      ? E[N] extends infer V extends Dim
        ? Affine<V, A, M>
        : never
      : D
    : never;
