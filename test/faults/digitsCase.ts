// One row of the table of digits: what is computed, of what, and how far it may be off.
import type { Expr } from '../../dsl/expr.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';

export interface Given {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  readonly dtype?: 'i32';
}

export interface DigitsCase {
  readonly name: string;
  readonly given: readonly Given[];
  readonly f: (...xs: Expr[]) => readonly Expr[];
  /** what the values may be off, in units in the last place of the right ones */
  readonly ulps: number;
  /** the same of the derivatives of the first value by what is given; not looked at if it is not there */
  readonly slopeUlps?: number;
  /** the first value by other arithmetic than the library's */
  readonly truth?: readonly number[];
}

// biome-ignore lint/suspicious/noExplicitAny: shapes are data here
export type Loose = (...xs: any[]) => any;
export const typed =
  (f: Loose, ...rest: unknown[]) =>
  (...xs: Expr[]): readonly Expr[] => [toExpr(f(...xs.map((x) => asTensor(x)), ...rest))];

export const vector = (...data: number[]): Given => ({ shape: [data.length], data });
export const rows = (...data: number[][]): Given => ({ shape: [data.length, data[0]!.length], data: data.flat() });
export const labels = (...data: number[]): Given => ({ shape: [data.length], data, dtype: 'i32' });
export const range = (n: number, f: (i: number) => number) => Array.from({ length: n }, (_, i) => Math.fround(f(i)));
