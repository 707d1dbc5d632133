// A symbolic dimension as a polynomial of its names. One dimension has one text, so that equality of dimensions is
// equality of strings:
//   term        'T', '2*T', '3*B*T' (number first, names sorted)
//   sum         terms sorted by their names, like ones together, the constant last: 'S+2*T-3'; products are multiplied out
//   quotient    floor of a sum over a number, '(T+1)/2': what the number divides is outside, and stands in for a name
//               where there is more, 'B*((T+1)/2)'; alone it takes the constant, so that '(T+1)/2-1' is '(T-1)/2'
// A polynomial is [its terms, its constant], a term [its coefficient, its sorted names as one text].
import type { Add, ExactDiv, FloorDiv, IsNegative, Mul, Negate, Sub } from './arith.ts';

export type Term = [number, string];
export type Polynomial = [Term[], number];

// ---- reading -----------------------------------------------------------------------------------------------------
/** S cut at each separator that is outside parentheses. */
export type Cut<
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
type SignsApart<S extends string> = S extends `${infer A}-${infer B}` ? `${A}+~${SignsApart<B>}` : S;

type Operator = '+' | '-' | '*' | '/' | '(';
/** The polynomial that a text is, in whatever order it is written: a sum of products of factors. */
export type Read<S extends string> = S extends `${string}${Operator}${string}`
  ? ReadSum<Cut<SignsApart<S>, '+'>, [[], 0]>
  : ReadFactor<S>;
type ReadSum<Pieces, Acc extends Polynomial> = Pieces extends [infer H extends string, ...infer R]
  ? ReadSum<R, H extends '' ? Acc : AddPolynomials<Acc, ReadSigned<H>>>
  : Acc;
type ReadSigned<S extends string> = S extends `~${infer R}`
  ? TimesTerm<ReadProduct<Cut<R, '*'>, [[], 1]>, -1, ''>
  : ReadProduct<Cut<S, '*'>, [[], 1]>;
type ReadProduct<Factors, Acc extends Polynomial> = Factors extends [infer H extends string, ...infer R]
  ? ReadProduct<R, ReadQuotients<Cut<H, '/'>, Acc>>
  : Acc;
type ReadQuotients<Parts, Acc extends Polynomial> = Parts extends [infer F extends string, ...infer Divisors]
  ? Divided<MultiplyPolynomials<Acc, ReadFactor<F>>, Divisors>
  : never;
type Divided<P extends Polynomial, Divisors> = Divisors extends [`${infer M extends number}`, ...infer R]
  ? Divided<FloorPolynomial<P, M>, R>
  : P;
type ReadFactor<F extends string> = F extends `(${infer Inner})`
  ? Read<Restored<Inner>>
  : F extends `${infer N extends number}`
    ? [[], N]
    : [[[1, F]], 0];
type Restored<S extends string> = S extends `${infer A}+~${infer B}` ? `${A}-${Restored<B>}` : S;

// ---- arithmetic --------------------------------------------------------------------------------------------------
// biome-ignore format: the order of characters in names, one string
type Order = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz()*+-/";
/** Whether A sorts before B; null when they are equal. */
export type Before<A extends string, B extends string> = A extends `${infer a}${infer ar}`
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

type AddTerm<Ts extends Term[], C extends number, X extends string, Head extends Term[] = []> = C extends 0
  ? [...Head, ...Ts]
  : Ts extends [[infer c extends number, infer x extends string], ...infer R extends Term[]]
    ? Before<x, X> extends infer B
      ? B extends true
        ? AddTerm<R, C, X, [...Head, [c, x]]>
        : B extends null
          ? Add<c, C> extends infer Sum extends number
            ? Sum extends 0
              ? [...Head, ...R]
              : [...Head, [Sum, x], ...R]
            : never
          : [...Head, [C, X], ...Ts]
      : never
    : [...Head, [C, X]];
type AddTerms<Ts extends Term[], Us extends Term[]> = Us extends [
  [infer c extends number, infer x extends string],
  ...infer R extends Term[],
]
  ? AddTerms<AddTerm<Ts, c, x>, R>
  : Ts;
export type AddPolynomials<P extends Polynomial, Q extends Polynomial> = [AddTerms<P[0], Q[0]>, Add<P[1], Q[1]>];
export type AddConstant<P extends Polynomial, C extends number> = [P[0], Add<P[1], C>];

/** Names in order: 'B*T' from 'T' and 'B'. */
type MergeNames<X extends string, Y extends string> = X extends ''
  ? Y
  : Y extends ''
    ? X
    : Merge<Cut<X, '*'>, Cut<Y, '*'>>;
type Merge<Xs, Ys, Acc extends string = ''> = Xs extends [infer x extends string, ...infer xr]
  ? Ys extends [infer y extends string, ...infer yr]
    ? Before<y, x> extends true
      ? Merge<Xs, yr, Joined<Acc, y>>
      : Merge<xr, Ys, Joined<Acc, x>>
    : Merge<xr, [], Joined<Acc, x>>
  : Ys extends [infer y extends string, ...infer yr]
    ? Merge<[], yr, Joined<Acc, y>>
    : Acc;
type Joined<A extends string, X extends string> = A extends '' ? X : `${A}*${X}`;

type Product2<A extends number, B extends number> = IsNegative<B> extends true ? Negate<Mul<A, Negate<B>>> : Mul<A, B>;
/** P times one term. */
export type TimesTerm<
  P extends Polynomial,
  C extends number,
  X extends string,
  Acc extends Term[] = [],
> = P[0] extends [[infer c extends number, infer x extends string], ...infer R extends Term[]]
  ? TimesTerm<[R, P[1]], C, X, AddTerm<Acc, Product2<c, C>, MergeNames<x, X>>>
  : X extends ''
    ? [Acc, Product2<P[1], C>]
    : [AddTerm<Acc, Product2<P[1], C>, X>, 0];
export type MultiplyPolynomials<P extends Polynomial, Q extends Polynomial> = Q[0] extends []
  ? TimesTerm<P, Q[1], ''>
  : P[0] extends []
    ? TimesTerm<Q, P[1], ''>
    : TimesEach<P, Q[0], TimesTerm<P, Q[1], ''>>;
type TimesEach<P extends Polynomial, Ts extends Term[], Acc extends Polynomial> = Ts extends [
  [infer c extends number, infer x extends string],
  ...infer R extends Term[],
]
  ? TimesEach<P, R, AddPolynomials<Acc, TimesTerm<P, c, x>>>
  : Acc;

/** N / M when exact, else null; N may be negative. */
type Exact<N extends number, M extends number> =
  IsNegative<N> extends true
    ? ExactDiv<Negate<N>, M> extends infer Q extends number
      ? Negate<Q>
      : null
    : ExactDiv<N, M>;
type FloorOf<N extends number, M extends number> =
  IsNegative<N> extends true ? Negate<FloorDiv<Add<Negate<N>, Sub<M, 1>>, M>> : FloorDiv<N, M>;

/** ['T+1', 2] for the names '((T+1)/2)', null where they are no single quotient. */
export type AsQuotient<X> = X extends `((${infer R}` ? (Cut<X, '*'> extends [string] ? LastDivision<R> : null) : null;
type LastDivision<R extends string, Head extends string = ''> = R extends `${infer A})/${infer B}`
  ? B extends `${infer M extends number})`
    ? [`${Head}${A}`, M]
    : LastDivision<B, `${Head}${A})/`>
  : null;

/** floor(P / M) */
export type FloorPolynomial<P extends Polynomial, M extends number> = M extends 1 ? P : FloorTerms<P[0], P[1], M>;
/**
 * What M divides is outside, and of the constant all but its remainder r. What is left is a quotient again where it is one:
 * floor((floor(p / m) + r) / M) = floor((p + r m) / (m M)).
 */
type FloorTerms<
  Ts extends Term[],
  C extends number,
  M extends number,
  Outside extends Term[] = [],
  Rest extends Term[] = [],
> = Ts extends [[infer c extends number, infer x extends string], ...infer R extends Term[]]
  ? Exact<c, M> extends infer q extends number
    ? FloorTerms<R, C, M, [...Outside, [q, x]], Rest>
    : FloorTerms<R, C, M, Outside, [...Rest, [c, x]]>
  : FloorOf<C, M> extends infer k extends number
    ? Rest extends []
      ? [Outside, k]
      : AddPolynomials<[Outside, k], FloorRest<Rest, Sub<C, Product2<k, M>>, M>>
    : never;
type FloorRest<Rest extends Term[], r extends number, M extends number> = Rest extends [[1, infer X extends string]]
  ? AsQuotient<X> extends [infer Inner extends string, infer m extends number]
    ? FloorPolynomial<AddConstant<Read<Inner>, Mul<r, m>>, Mul<m, M>>
    : [[[1, `((${Sum<Rest, r>})/${M})`]], 0]
  : [[[1, `((${Sum<Rest, r>})/${M})`]], 0];

// ---- division ----------------------------------------------------------------------------------------------------
/** X without the names Y, or null: 'B*T' without 'T' is 'B'. */
type WithoutNames<X extends string, Y extends string> = Y extends '' ? X : Drop<Cut<X, '*'>, Cut<Y, '*'>>;
type Drop<Xs, Ys, Acc extends string = ''> = Ys extends [infer y, ...infer yr]
  ? Xs extends [infer x extends string, ...infer xr]
    ? x extends y
      ? Drop<xr, yr, Acc>
      : Drop<xr, Ys, Joined<Acc, x>>
    : null
  : Xs extends [infer x extends string, ...infer xr]
    ? Drop<xr, [], Joined<Acc, x>>
    : Acc;
type DivideTerms<Ts, C extends number, X extends string, Acc extends Polynomial = [[], 0]> = Ts extends [
  [infer c extends number, infer x extends string],
  ...infer R,
]
  ? [Exact<c, C>, WithoutNames<x, X>] extends [infer q extends number, infer y extends string]
    ? DivideTerms<R, C, X, y extends '' ? AddConstant<Acc, q> : [AddTerm<Acc[0], q, y>, Acc[1]]>
    : null
  : Acc;
/** P / Q where it is exact and one of them is a multiple of the other by a term; else null. */
export type DividePolynomials<P extends Polynomial, Q extends Polynomial> = Q[0] extends []
  ? Q[1] extends 0
    ? null
    : [DivideTerms<P[0], Q[1], ''>, Exact<P[1], Q[1]>] extends [infer R extends Polynomial, infer c extends number]
      ? AddConstant<R, c>
      : null
  : Q extends [[[infer C extends number, infer X extends string]], 0]
    ? P[1] extends 0
      ? DivideTerms<P[0], C, X>
      : null
    : [P[0], Q[0]] extends [[infer p extends Term, ...Term[]], [infer q extends Term, ...Term[]]]
      ? DivideTerms<[p], q[0], q[1]> extends infer R extends Polynomial
        ? MultiplyPolynomials<Q, R> extends P
          ? R
          : null
        : null
      : null;

// ---- writing -----------------------------------------------------------------------------------------------------
/** One quotient as the text of a term, 'B*((T+1)/2)'; alone it needs no parentheses around. */
type Unwrapped<X extends string> =
  AsQuotient<X> extends [infer Inner extends string, infer M extends number] ? `(${Inner})/${M}` : X;
type Scaled<C extends number, X extends string> = C extends 1 ? Unwrapped<X> : C extends -1 ? `-${X}` : `${C}*${X}`;
type Plus<Acc extends string, Text extends string> = Acc extends ''
  ? Text
  : Text extends `-${string}`
    ? `${Acc}${Text}`
    : `${Acc}+${Text}`;
type Sum<Ts, C extends number, Acc extends string = ''> = Ts extends [
  [infer c extends number, infer x extends string],
  ...infer R,
]
  ? Sum<R, C, Plus<Acc, Scaled<c, x>>>
  : C extends 0
    ? Acc
    : Plus<Acc, `${C}`>;
/** A polynomial as a dimension: a number where there are no names. */
export type Write<P extends Polynomial> = P[0] extends []
  ? P[1]
  : P extends [[[1, infer X extends string]], infer c extends number]
    ? AsQuotient<X> extends [infer Inner extends string, infer M extends number]
      ? AddConstant<Read<Inner>, Product2<c, M>> extends [infer Ts, infer a extends number]
        ? `(${Sum<Ts, a>})/${M}`
        : never
      : Sum<P[0], c>
    : Sum<P[0], P[1]>;
