// Arithmetic on dimensions that only some operations need.
import type { Dim, DimSum, Mul } from '../shape/index.ts';

/** D taken N times; for a named dimension 'N*D'. */
export type TimesDim<D extends Dim, N extends number> = [D] extends [number] ? Mul<D, N> : Multiple<D, N>;
type Multiple<D extends Dim, N extends number, Count extends 0[] = [0], Acc extends Dim = D> = Count['length'] extends N
  ? Acc
  : Multiple<D, N, [...Count, 0], DimSum<Acc, D>>;
