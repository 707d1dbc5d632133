// Pooling as a stage of a pipe.
import { maxPool2d, meanPool2d } from '../ops/pool.ts';
import type { Dim, Win, WindowOptions } from '../shape/index.ts';
import type { Tensor } from '../tensor.ts';

export type PoolStage<K extends number, O> = <B extends Dim, C extends Dim, H extends Dim, W extends Dim>(
  x: Tensor<[B, C, H, W]>,
) => Tensor<[B, C, Win<H, K, O>, Win<W, K, O>]>;

/** The maximum of each window of `size` by `size`: maxPool(2, { stride: 2 }) halves height and width. */
export function maxPool<K extends number, const O extends WindowOptions = WindowOptions>(
  size: K,
  options?: O,
): PoolStage<K, O> {
  return (x) => maxPool2d(x, size, options);
}

/** The mean of each window. */
export function meanPool<K extends number, const O extends WindowOptions = WindowOptions>(
  size: K,
  options?: O,
): PoolStage<K, O> {
  return (x) => meanPool2d(x, size, options);
}
