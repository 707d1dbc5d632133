// Broadcasting: shapes are aligned at the right; a dimension of 1 stretches, and a `number` is what the other one is.
// Run-time counterpart: rules/broadcast.ts.
import type { DType } from '../dtype.ts';
import type { Equals } from './decide.ts';
import type { Shape } from './dims.ts';
import type { Gradual } from './gradual.ts';
import type { Message, Sentence } from './messages.ts';
import type { KeptDims } from './open.ts';
import type { Show } from './text.ts';

// biome-ignore-start lint/suspicious/noExplicitAny: `any` is what a wrong operation gives, which fits whatever it meets

/**
 * When two shapes can be compared: one of them is a tuple, they are one type, or the element type D is known. A type that
 * only becomes a shape is taken for one, so A and B are never written out where they are handed over, but named by `infer`.
 */
type Ready<A, B, D = null> = [[A, B, D]] extends [
  | [readonly unknown[], unknown, unknown]
  | [unknown, readonly unknown[], unknown]
  | [B, A, unknown]
  | [unknown, unknown, DType],
]
  ? 'now'
  : 'later';

/** What A and B become together. */
interface Fits<S> {
  readonly shape: S;
}
/** Two dimensions that do not meet. */
interface Clash<a, b> {
  readonly clash: [a, b];
}
/** [D] for what a and b are together, null where they differ. Where an operation before was wrong, a size is any. */
type Meet<a, b, G> =
  Equals<a, b, G> extends true
    ? [a]
    : true extends Equals<b, 1, G> | Equals<b, any, G>
      ? [a]
      : true extends Equals<a, 1, G> | Equals<a, any, G>
        ? [b]
        : Equals<b, number, G> extends true
          ? [a]
          : Equals<a, number, G> extends true
            ? [b]
            : null;
/** null where no dimension was there */
type Found<M, G> = M extends [infer D] ? (Equals<D, unknown, G> extends true ? null : M) : null;
/**
 * The broadcast shape, or the clash. Dimensions may be type parameters, and so may the beginnings of A and B: [...L, C].
 * A last dimension that is not there, or not known, is `unknown`.
 */
type Align<A, B, G, Acc extends unknown[] = []> = [[G, A, B]] extends [
  [
    'now',
    readonly [...infer AR, infer a] | (infer X extends unknown[]),
    readonly [...infer BR, infer b] | (infer Y extends unknown[]),
  ],
]
  ? Found<Meet<Known<AR, a, G>, Known<BR, b, G>, G>, G> extends [infer D]
    ? Align<AR, BR, G, [D, ...Acc]>
    : End<X, Y, Known<AR, a, G>, Known<BR, b, G>, G, Acc>
  : never;
/** h, the last dimension after R; `unknown` where it is any of an array, of which what is made of a type parameter has the form. */
type Known<R, h, G> = Equals<R, h[], G> extends true ? unknown : h;
type End<A extends unknown[], B extends unknown[], a, b, G, Acc extends unknown[]> = true extends
  | Equals<A, B, G>
  | Equals<B, [], G>
  | Equals<B, any[], G>
  ? Fits<Before<A, Acc>>
  : true extends Equals<A, [], G> | Equals<A, any[], G>
    ? Fits<Before<B, Acc>>
    : true extends AnyRank<A, G> | AnyRank<B, G>
      ? Fits<Shape>
      : Keeps<A, B, G> extends true
        ? Fits<Before<A, Acc>>
        : Keeps<B, A, G> extends true
          ? Fits<Before<B, Acc>>
          : Clash<a, b>;
type AnyRank<A, G> = Equals<A, any, G> | Equals<A, Shape, G> | Equals<A, number[], G>;
/** [...A, ...T] */
type Before<A extends unknown[], T extends unknown[]> = T extends [] ? A : [...A, ...T];
/** Whether B is A with dimensions of 1, as reductions leave them. */
type Keeps<A extends unknown[], B, G> = [[G, B]] extends [['now', KeptDims<infer _, infer X> | infer _]]
  ? Equals<B, KeptDims<A, X>, G>
  : never;

/** Y when A and B broadcast, else the sentence K about operation Op, both shapes and the two dimensions that clash. */
export type Broadcasts<
  A extends unknown[],
  B extends unknown[],
  Y,
  Op extends string,
  K extends Sentence = 'broadcast',
  D = null,
> = Fitting<A, B, Y, Op, K, Ready<A, B, D>>;
type Fitting<A, B, Y, Op extends string, K extends Sentence, G> =
  Equals<A, B, G> extends true
    ? Y
    : Align<A, B, G> extends infer R
      ? R extends Clash<infer a, infer b>
        ? Message<K, [Op, Show<A, G>, Show<B, G>, Size<a, G>, Size<b, G>]>
        : Y
      : never;
type Size<a, G> = Equals<a, unknown, G> extends true ? '...' : a;

/** The broadcast shape; ['!a vs b'] when there is none. */
export type Broadcast<A extends unknown[], B extends unknown[], D = null> =
  Equals<A, B, Ready<A, B, D>> extends true
    ? A
    : Align<A, B, Ready<A, B, D>> extends infer R
      ? R extends Fits<infer S>
        ? S
        : ['!cannot broadcast']
      : never;
// biome-ignore-end lint/suspicious/noExplicitAny: see above

/** Does S become T where its dimensions of 1 are stretched and missing ones put in front? */
export type Stretches<S extends unknown[], T extends unknown[]> = S extends [...infer SR, infer s]
  ? T extends [...infer TR, infer t]
    ? [s] extends [1]
      ? Stretches<SR, TR>
      : [[Gradual<s>, Gradual<t>]] extends [[Gradual<t>, Gradual<s>]]
        ? Stretches<SR, TR>
        : false
    : false
  : true;
