// How dimensions and shapes read in an error message. Run-time counterpart: messages.ts.

import type { Equals, Now } from './decide.ts';
import type { Dim } from './dim.ts';

/** A dimension in a message, a type parameter too: `${B}`. (`${D & Dim}` would split into string | number.) */
export type Text<D> = [[D]] extends [[infer X extends Dim]] ? `${X}` : '?';

/** 'a, b, c'; '..., c' where only the last dimensions are known */
export type Join<S extends readonly unknown[], Separator extends string = ', '> = Joined<S, Separator, Now<S>>;
type Joined<S, Separator extends string, G, Acc extends string = '', Between extends string = ''> = [[G, S]] extends [
  ['now', readonly [...infer R, infer H] | infer X],
]
  ? Equals<[H, X], [unknown, []], G> extends true
    ? Acc
    : Equals<R, H[], G> | Equals<R, X, G> extends false
      ? Joined<R, Separator, G, `${Text<H>}${Between}${Acc}`, Separator>
      : `...${Between}${Acc}`
  : never;

/** '[32, 784]' */
export type Show<S, G = Now<S>> = `[${Joined<S, ', ', G>}]`;
