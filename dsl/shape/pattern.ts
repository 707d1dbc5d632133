// 'b t (h d) -> b h t d': patterns of axes (Rogozhnikov 2022), parsed and checked at type level. Run-time counterpart:
// rules/pattern.ts.
import type { Dim } from './dims.ts';
import type { Message } from './messages.ts';
import type { Product, Quotient } from './reshape.ts';
import type { Same } from './same.ts';
import type { Join } from './text.ts';

/** Sizes of axes that a pattern cuts or makes: { h: 8 }, or names, { h: 'heads' }. */
export type Sizes = Readonly<Record<string, Dim>>;
/** What takes a pattern, and which axes it may drop and make. */
export type PatternOp = 'rearrange' | 'reduce' | 'repeat';

// ---- reading: a side is a list of groups, a group a list of names; [] is an axis of 1 --------------------------------
type Spaced<S extends string, C extends string> = S extends `${infer A}${C}${infer B}`
  ? `${A} ${C} ${Spaced<B, C>}`
  : S;
/** '...' as one character */
type Dots<S extends string> = S extends `${infer A}...${infer B}` ? `${A} … ${Dots<B>}` : S;
type Words<S extends string> = S extends `${infer A} ${infer B}`
  ? A extends ''
    ? Words<B>
    : [A, ...Words<B>]
  : S extends ''
    ? []
    : [S];
type Grouped<W, Open = null, Acc extends string[][] = []> = W extends [infer H extends string, ...infer T]
  ? H extends '('
    ? Open extends null
      ? Grouped<T, [], Acc>
      : null
    : H extends ')'
      ? Open extends string[]
        ? Grouped<T, null, [...Acc, Open]>
        : null
      : Open extends string[]
        ? Grouped<T, H extends '1' ? Open : [...Open, H extends '…' ? '(…' : H], Acc>
        : Grouped<T, null, [...Acc, H extends '1' ? [] : [H]]>
  : Open extends null
    ? Acc
    : null;
type Side<S extends string> = Grouped<Words<Spaced<Spaced<Dots<S>, '('>, ')'>>>;
type Flat<G> = G extends [infer g extends string[], ...infer R] ? [...g, ...Flat<R>] : [];

// ---- what is wrong with the pattern alone -----------------------------------------------------------------------
type NoName = '.' | ',' | '+' | '-' | '*' | '/' | '=' | '<' | '>' | ':';
type BadName<A> = A extends [infer H, ...infer T] ? (H extends `${string}${NoName}${string}` ? H : BadName<T>) : null;
type Anonymous = `${number}`;
/** '...' as it is written, wherever it is */
type Atom<A> = A extends '(…' ? '…' : A;
type Shown<A> = Atom<A> extends '…' ? '...' : A;
type Twice<A> = A extends [infer H, ...infer T]
  ? H extends Anonymous
    ? Twice<T>
    : Atom<H> extends Atom<T[number]>
      ? H
      : Twice<T>
  : null;
/** The first of A that B has not, or null. */
type Missing<A, B extends unknown[]> = A extends [infer H, ...infer T]
  ? H extends Anonymous
    ? H
    : Atom<H> extends Atom<B[number]>
      ? Missing<T, B>
      : H
  : null;
/** The first of A that B has not, and that has no size of its own. */
type Unsized<A, B extends unknown[], Z> = A extends [infer H, ...infer T]
  ? H extends Anonymous | keyof Z
    ? Unsized<T, B, Z>
    : Atom<H> extends Atom<B[number]>
      ? Unsized<T, B, Z>
      : H
  : null;
type OneSided<Op extends PatternOp, L extends unknown[], R extends unknown[]> = {
  rearrange: Missing<R, L> extends null ? Missing<L, R> : Missing<R, L>;
  reduce: Missing<R, L>;
  repeat: Missing<L, R>;
}[Op];
type Wrong<Op extends PatternOp, P extends string, L extends string[], R extends string[], Z> =
  BadName<[...L, ...R]> extends infer X extends string
    ? Message<'patternName', [Op, X, P]>
    : Twice<L> extends infer X extends string
      ? Message<'patternTwice', [Op, Shown<X>, P]>
      : Twice<R> extends infer X extends string
        ? Message<'patternTwice', [Op, Shown<X>, P]>
        : '(…' extends L[number]
          ? Message<'patternDots', [Op, P]>
          : OneSided<Op, L, R> extends infer X extends string
            ? Message<'patternSide', [Op, Shown<X>, P]>
            : Op extends 'repeat'
              ? Unsized<R, L, Z> extends infer X extends string
                ? Message<'patternSize', [Op, Shown<X>, P]>
                : Unused<Op, P, [...L, ...R], Z>
              : Unused<Op, P, [...L, ...R], Z>;
type Unused<Op extends string, P extends string, A extends string[], Z> = [Exclude<keyof Z, A[number]>] extends [never]
  ? null
  : Message<'patternUnused', [Op, Exclude<keyof Z, A[number]> & string, P]>;

// ---- the left side against a shape -------------------------------------------------------------------------------
type Given<G extends string[], Z> = { [K in G[number] & keyof Z]: Z[K] };
type Unknowns<G, Z> = G extends [infer H extends string, ...infer T]
  ? H extends Anonymous | keyof Z
    ? Unknowns<T, Z>
    : [H, ...Unknowns<T, Z>]
  : [];
type SizeOf<H, Z> = H extends keyof Z ? Z[H] : H extends `${infer N extends number}` ? N : never;
type Knowns<G, Z> = G extends [infer H, ...infer T]
  ? H extends Anonymous | keyof Z
    ? [SizeOf<H, Z>, ...Knowns<T, Z>]
    : Knowns<T, Z>
  : [];
type Is<Op extends string, Name extends string, D, E, Y> = Same<D, E, Y, Message<'patternIs', [Op, Name, D, E]>>;
/** The dimensions of the names of group G, of which all together are D; or the sentence. */
type Cut<Op extends string, P extends string, G extends string[], D, Z> = G extends []
  ? Is<Op, '1', D, 1, unknown>
  : G extends [infer H extends string]
    ? H extends Anonymous | keyof Z
      ? Is<Op, H, D, SizeOf<H, Z>, { [k in H]: D }>
      : { [k in H]: D }
    : Unknowns<G, Z> extends [infer U extends string, ...infer More]
      ? More extends []
        ? Quotient<[D], Knowns<G, Z>> extends infer Q
          ? Q extends null
            ? Message<'patternSplit', [Op, Join<G, ' '>, D, Product<Knowns<G, Z>>]>
            : { [k in U]: Q } & Given<G, Z> & { [k in Join<G, ' '>]: D }
          : never
        : Message<'patternSize', [Op, U, P]>
      : Is<Op, `(${Join<G, ' '>})`, D, Product<Knowns<G, Z>>, Given<G, Z> & { [k in Join<G, ' '>]: D }>;
type CutAll<Op extends string, P extends string, Gs, S, Z, Acc> = [Gs, S] extends [
  [infer G extends string[], ...infer GR],
  [infer D, ...infer SR],
]
  ? Cut<Op, P, G, D, Z> extends infer M
    ? M extends string
      ? M
      : CutAll<Op, P, GR, SR, Z, Acc & M>
    : never
  : Acc;

type Before<Gs, Acc extends unknown[] = []> = Gs extends [infer G, ...infer R]
  ? G extends ['…']
    ? [Acc, R]
    : Before<R, [...Acc, G]>
  : null;
type TakeFirst<N, S, Acc extends unknown[] = []> = N extends [unknown, ...infer R]
  ? S extends [infer H, ...infer T]
    ? TakeFirst<R, T, [...Acc, H]>
    : null
  : [Acc, S];
type TakeLast<N, S, Acc extends unknown[] = []> = N extends [unknown, ...infer R]
  ? S extends [...infer T, infer H]
    ? TakeLast<R, T, [H, ...Acc]>
    : null
  : [Acc, S];
/** name -> dimension for the left side, and '…' -> dimensions; or the sentence. */
type Matched<Op extends string, P extends string, Gs extends unknown[], S extends unknown[], Z> =
  Before<Gs> extends [infer F extends unknown[], infer L extends unknown[]]
    ? TakeFirst<F, S> extends [infer A extends unknown[], infer Rest]
      ? TakeLast<L, Rest> extends [infer B extends unknown[], infer M]
        ? CutAll<Op, P, [...F, ...L], [...A, ...B], Z, { '…': M }>
        : TooFew<Op, P, [...F, ...L], S>
      : TooFew<Op, P, [...F, ...L], S>
    : Gs['length'] extends S['length']
      ? CutAll<Op, P, Gs, S, Z, unknown>
      : Message<'patternRank', [Op, P, Gs['length'], S]>;
type TooFew<Op extends string, P extends string, Gs extends unknown[], S extends unknown[]> = Message<
  'patternRank',
  [Op, P, `${Gs['length']} or more`, S]
>;

// ---- the right side ----------------------------------------------------------------------------------------------
type DimOf<H, M, Z> = H extends keyof M ? M[H] : SizeOf<H, Z>;
type DimsOf<G, M, Z> = G extends [infer H, ...infer T]
  ? H extends '(…'
    ? [...Middle<M>, ...DimsOf<T, M, Z>]
    : [DimOf<H, M, Z>, ...DimsOf<T, M, Z>]
  : [];
type Middle<M> = M extends { '…': infer D extends unknown[] } ? D : [];
type Whole<G extends string[], M, Z> = G extends [infer H]
  ? H extends '(…'
    ? Product<Middle<M>>
    : DimOf<H, M, Z>
  : Join<G, ' '> extends keyof M
    ? M[Join<G, ' '> & keyof M]
    : Product<DimsOf<G, M, Z>>;
type Result<Gs, M, Z, Acc extends unknown[] = []> = Gs extends [infer G extends string[], ...infer R]
  ? Result<R, M, Z, G extends ['…'] ? [...Acc, ...Middle<M>] : [...Acc, G extends [] ? 1 : Whole<G, M, Z>]>
  : Acc;

type Sided<Op extends PatternOp, S extends unknown[], P extends string, Z, L, R> = [L, R] extends [
  infer Ls extends string[][],
  infer Rs extends string[][],
]
  ? Wrong<Op, P, Flat<Ls>, Flat<Rs>, Z> extends infer W extends string
    ? W
    : Matched<Op, P, Ls, S, Z> extends infer M
      ? M extends string
        ? M
        : Result<Rs, M, Z>
      : never
  : Message<'patternBrackets', [Op, P]>;

/** The shape that operation Op makes of S by pattern P with sizes Z, or the sentence about what is wrong. */
export type Arranged<
  Op extends PatternOp,
  S extends unknown[],
  P extends string,
  Z,
> = P extends `${infer L}->${infer R}`
  ? R extends `${string}->${string}`
    ? Message<'pattern', [Op, P]>
    : Sided<Op, S, P, Z, Side<L>, Side<R>>
  : Message<'pattern', [Op, P]>;
