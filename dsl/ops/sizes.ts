// Arithmetic on dimensions that only some operations need.
import type { Dim, Mul, Product } from '../shape/index.ts';

/** D taken N times; for a named dimension 'N*D'. */
export type TimesDim<D extends Dim, N extends number> = [D] extends [number] ? Mul<D, N> : Product<[N, D]>;
