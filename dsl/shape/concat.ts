// Joining and cutting along an axis: concat, split, slice. Run-time counterpart: rules/concat.ts.
import type { ExactDiv, Lt, Sub } from './arith.ts';
import type { At, Splice } from './axes.ts';
import type { Bad, Dim, DimAdd, DimSum, Shape } from './dims.ts';

export type Concat<A extends Shape, B extends Shape, X extends number> = Splice<A, X, [DimSum<At<A, X>, At<B, X>>]>;
export type SplitDim<D extends Dim, N extends number> = D extends number ? ExactDiv<D, N> : null;
export type Repeat<T, N extends number, Acc extends T[] = []> = Acc['length'] extends N
  ? Acc
  : Repeat<T, N, [...Acc, T]>;
/** length of [start, end) in D; end <= 0 counts from the end (0 = to the end); null when out of range */
export type SliceDim<D extends Dim, From extends number, To extends number> = `${To}` extends '0' | `-${string}`
  ? Positive<DimAdd<D, Sub<To, From>>>
  : D extends number
    ? Lt<D, To> extends true
      ? null
      : Positive<Sub<To, From>>
    : Positive<Sub<To, From>>;
type Positive<D extends Dim> = `${D}` extends '0' | `-${string}` | Bad ? null : D;
