// Pooling: one value for each window. `stride` is 1 unless it is given, as for every window.

import { mean } from '../expression/reduce.ts';
import * as expression from '../expression/windows.ts';
import type { Dim, Win, WindowOptions } from '../shape/index.ts';
import type { Tensor } from '../tensor.ts';
import { result } from './boundary.ts';
import { float } from './operands.ts';

export type Pool1d = <
  B extends Dim,
  C extends Dim,
  T extends Dim,
  K extends number,
  const O extends WindowOptions = WindowOptions,
>(
  x: Tensor<[B, C, T]>,
  size: K,
  options?: O,
) => Tensor<[B, C, Win<T, K, O>]>;
export type Pool2d = <
  B extends Dim,
  C extends Dim,
  H extends Dim,
  W extends Dim,
  K extends number,
  const O extends WindowOptions = WindowOptions,
>(
  x: Tensor<[B, C, H, W]>,
  size: K,
  options?: O,
) => Tensor<[B, C, Win<H, K, O>, Win<W, K, O>]>;

const pool =
  (op: string, axes: 1 | 2, body: typeof expression.maxPool) =>
  (x: unknown, size: number, options: WindowOptions = {}) =>
    result(body(op, float(op, x), { sizes: new Array<number>(axes).fill(size), options }));

/** The maximum of each window; padding counts as -Infinity. */
export const maxPool1d: Pool1d = pool('maxPool1d', 1, expression.maxPool);
export const maxPool2d: Pool2d = pool('maxPool2d', 2, expression.maxPool);
/** The mean of each window; padding counts as 0, and in the number of elements. */
export const meanPool1d: Pool1d = pool('meanPool1d', 1, expression.meanPool);
export const meanPool2d: Pool2d = pool('meanPool2d', 2, expression.meanPool);

/** The mean of each channel over height and width (Lin et al. 2014). */
export function globalMeanPool<B extends Dim, C extends Dim, H extends Dim, W extends Dim>(
  x: Tensor<[B, C, H, W], 'f32'>,
): Tensor<[B, C]> {
  return result(mean(expression.checkRank('globalMeanPool', float('globalMeanPool', x), 4), [2, 3]));
}
