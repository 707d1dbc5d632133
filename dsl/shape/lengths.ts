// Lengths that differ, smallest first: a union of types has no order. Run-time counterpart: rules/lengths.ts.
import type { Lt } from './arith.ts';
import type { Dim } from './dims.ts';
import type { Message } from './messages.ts';
import type { Before } from './polynomial.ts';

/** Numbers by size, then names as a sum has them. */
type Less<A extends Dim, B extends Dim> = A extends number
  ? B extends number
    ? Lt<A, B>
    : true
  : B extends number
    ? false
    : Before<A & string, B & string> extends true
      ? true
      : false;
/** The smallest number, or the first name, of a union. */
export type LeastOf<L extends Dim, All extends Dim = L> = L extends L
  ? true extends (All extends All ? Less<All, L> : never)
    ? never
    : L
  : never;

/** The sentence about the lengths L, a union of two or more. */
export type LengthsDiffer<L extends Dim> =
  LeastOf<L> extends infer A extends Dim ? Message<'scanLength', [A, LeastOf<Exclude<L, A>>]> : never;
