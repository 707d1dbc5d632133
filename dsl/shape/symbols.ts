// The text of a symbolic dimension, taken apart and put together. One dimension has one text, so that equality of
// dimensions is equality of strings:
//   term        'T', '2*T', '3*B*T' (number first, names sorted), '8*(T+1)' (compound factors in parentheses)
//   sum         terms sorted, the constant last: 'S+T', 'S+2*T-3'
//   quotient    floor of a sum over a number: '(T+1)/2'
import type { Add, Mul, Negate } from './arith.ts';

// biome-ignore format: the order of characters in names, one string
type Order = "!\"#$%&',.0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~()*+-/";

/** Whether A sorts before B; null when they are equal. */
type Before<A extends string, B extends string> = A extends `${infer a}${infer ar}`
  ? B extends `${infer b}${infer br}`
    ? a extends b
      ? Before<ar, br>
      : Order extends `${string}${a}${string}${b}${string}`
        ? true
        : false
    : false
  : B extends ''
    ? null
    : true;

/** Y with X put in its place. */
export type Insert<Y extends string[], X extends string, Head extends string[] = []> = Y extends [
  infer H extends string,
  ...infer T extends string[],
]
  ? Before<H, X> extends true
    ? Insert<T, X, [...Head, H]>
    : [...Head, X, ...Y]
  : [...Head, X];

/** S cut at each separator that is outside parentheses. */
type Cut<
  S extends string,
  Separator extends string,
  Depth extends 0[] = [],
  Piece extends string = '',
  Acc extends string[] = [],
> = S extends `${infer c}${infer r}`
  ? c extends '('
    ? Cut<r, Separator, [...Depth, 0], `${Piece}(`, Acc>
    : c extends ')'
      ? Cut<r, Separator, Depth extends [0, ...infer D extends 0[]] ? D : [], `${Piece})`, Acc>
      : c extends Separator
        ? Depth extends []
          ? Cut<r, Separator, [], '', [...Acc, Piece]>
          : Cut<r, Separator, Depth, `${Piece}${c}`, Acc>
        : Cut<r, Separator, Depth, `${Piece}${c}`, Acc>
  : [...Acc, Piece];

/** 'S+T-3' -> ['S+T', -3], for text without parentheses. */
type FlatOffset<S extends string, Head extends string> = S extends `${infer X}+${infer R}`
  ? R extends `${infer A extends number}`
    ? [`${Head}${X}`, A]
    : FlatOffset<R, `${Head}${X}+`>
  : S extends `${infer X}-${infer A extends number}`
    ? [`${Head}${X}`, Negate<A>]
    : [`${Head}${S}`, 0];
/** A sum as [its terms, its constant]: the constant is what follows the last parenthesis, if anything. */
export type Offset<S extends string, Head extends string = ''> = S extends `${infer A})${infer B}`
  ? Offset<B, `${Head}${A})`>
  : FlatOffset<S, Head>;

/** ['S+T', -3] -> 'S+T-3' */
export type Plus<N extends string, A extends number> = A extends 0
  ? N
  : `${A}` extends `-${string}`
    ? `${N}${A}`
    : `${N}+${A}`;

// ---- sums: terms as [coefficient, names] kept sorted by names ----------------------------------------------------
type Coefficient<X extends string> = X extends `${infer C extends number}*${infer R}` ? [C, R] : [1, X];
type Scaled<C extends number, X extends string> = C extends 1 ? X : `${C}*${X}`;
type InsertTerm<Y extends string[], X extends string, Head extends string[] = []> = Y extends [
  infer H extends string,
  ...infer T extends string[],
]
  ? [Coefficient<H>, Coefficient<X>] extends [
      [infer c extends number, infer h extends string],
      [infer d extends number, infer x extends string],
    ]
    ? Before<h, x> extends infer B
      ? B extends true
        ? InsertTerm<T, X, [...Head, H]>
        : B extends null
          ? [...Head, Scaled<Add<c, d>, h>, ...T]
          : [...Head, X, ...Y]
      : never
    : never
  : [...Head, X];
type InsertTerms<Y extends string[], Xs extends string[]> = Xs extends [
  infer X extends string,
  ...infer R extends string[],
]
  ? InsertTerms<InsertTerm<Y, X>, R>
  : Y;
type JoinWith<Y extends string[], By extends string> = Y extends [infer H extends string, ...infer T extends string[]]
  ? T extends []
    ? H
    : `${H}${By}${JoinWith<T, By>}`
  : '';

/** D + E for two symbolic dimensions. */
export type AddSymbols<D extends string, E extends string> = [Offset<D>, Offset<E>] extends [
  [infer X extends string, infer a extends number],
  [infer Y extends string, infer b extends number],
]
  ? Plus<JoinWith<InsertTerms<Cut<X, '+'>, Cut<Y, '+'>>, '+'>, Add<a, b>>
  : never;

// ---- products ----------------------------------------------------------------------------------------------------
type Additive = '+' | '-' | '/';
type Wrapped<X extends string> = X extends `${string}${Additive}${string}` ? `(${X})` : X;
type Wraps<Y> = Y extends [infer H extends string, ...infer T] ? [Wrapped<H>, ...Wraps<T>] : [];
type Unwrapped<X> = X extends `(${infer I})` ? I : X;
/** N times the factors Y, as a dimension. */
export type Times<N extends number, Y extends string[]> = Y extends []
  ? N
  : N extends 0
    ? 0
    : N extends 1
      ? Y extends [infer X extends string]
        ? X
        : JoinWith<Wraps<Y>, '*'>
      : `${N}*${JoinWith<Wraps<Y>, '*'>}`;

type Collect<Fs extends string[], N extends number, Y extends string[]> = Fs extends [
  infer F extends string,
  ...infer R extends string[],
]
  ? F extends `${infer C extends number}`
    ? Collect<R, Mul<N, C>, Y>
    : Collect<R, N, Insert<Y, Unwrapped<F> & string>>
  : [N, Y];
/** [N, Y] multiplied by a symbolic dimension, taken apart into a number and sorted factors. */
export type Multiply<D extends string, N extends number, Y extends string[]> = D extends `${string}*${string}`
  ? Cut<D, Additive> extends [string]
    ? Collect<Cut<D, '*'>, N, Y>
    : [N, Insert<Y, D>]
  : [N, Insert<Y, D>];
