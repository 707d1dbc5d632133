// Windows over an axis: convolution and pooling. Run-time counterpart: rules/window.ts.
import type { Dim, Window } from './dims.ts';

/** Along each windowed axis: step between windows, zeros (or -Infinity) on both sides, spacing inside a window. */
export interface WindowOptions {
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
}

type Option<O, K extends string, D extends number> = O extends { readonly [k in K]: infer V extends number } ? V : D;

/** The output length of a window of width K over D: floor((D + 2 padding - dilation (K - 1) - 1) / stride) + 1. */
export type Win<D extends Dim, K extends number, O> = Window<
  D,
  K,
  Option<O, 'stride', 1>,
  Option<O, 'padding', 0>,
  Option<O, 'dilation', 1>
>;
