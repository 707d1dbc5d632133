// Broadcasting: shapes are aligned at the right; a dimension of 1 stretches, and a `number` is what the other one is.
// Run-time counterpart: rules/broadcast.ts.
import type { Gradual, IfNumber } from './gradual.ts';
import type { Message, Sentence } from './messages.ts';

// biome-ignore lint/suspicious/noExplicitAny: `any` is what a stretched position may meet: it compares equal to all
type Unless1<D, X> = [D] extends [1] ? any : X;
/** X with `any` where B is 1 */
type Fit<B, X> = { [I in keyof B]: Unless1<B[I], X[I & keyof X]> };

/** Two dimensions that do not meet. */
interface Clash<A, B> {
  readonly clash: [A, B];
}
type Align<A, B, Acc extends unknown[] = []> = A extends [...infer AR, infer a]
  ? B extends [...infer BR, infer b]
    ? [[a, b]] extends [[Unless1<b, b>, Unless1<b, a>]]
      ? Align<AR, BR, [a, ...Acc]>
      : a extends 1
        ? Align<AR, BR, [b, ...Acc]>
        : IfNumber<b, Align<AR, BR, [a, ...Acc]>, IfNumber<a, Align<AR, BR, [b, ...Acc]>, Clash<a, b>>>
    : [...A, ...Acc]
  : B extends unknown[]
    ? [...B, ...Acc]
    : never;

// The first test decides equal shapes (also a type parameter S against itself) and keepDims shapes in one step.
/** Y when A and B broadcast, else the sentence K about operation Op, both shapes and the two dimensions that clash. */
export type Broadcasts<
  A extends unknown[],
  B extends unknown[],
  Y,
  Op extends string,
  K extends Sentence = 'broadcast',
> = [[A, B]] extends [[Fit<B, B>, Fit<B, A>]]
  ? Y
  : Align<A, B> extends infer R
    ? R extends Clash<infer a, infer b>
      ? Message<K, [Op, A, B, a, b]>
      : Y
    : never;

/** The broadcast shape; ['!a vs b'] when there is none. */
export type Broadcast<A extends unknown[], B extends unknown[]> = [[A, B]] extends [[Fit<B, B>, Fit<B, A>]]
  ? A
  : Align<A, B> extends infer R
    ? R extends unknown[]
      ? R
      : ['!cannot broadcast']
    : never;

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
