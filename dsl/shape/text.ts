// How dimensions and shapes read in an error message. Run-time counterpart: messages.ts.
import type { Dim } from './dims.ts';

/** A dimension in a message; deferred for a type parameter (`${D & Dim}` would split into string | number). */
export type Text<D> = D extends Dim ? `${D}` : '?';

/** 'a, b, c' */
export type Join<S extends readonly unknown[], Separator extends string = ', '> = S extends readonly [
  infer H,
  ...infer T,
]
  ? T extends []
    ? Text<H>
    : `${Text<H>}${Separator}${Join<T, Separator>}`
  : '';

/** '[32, 784]' */
export type Show<S extends readonly unknown[]> = `[${Join<S>}]`;
