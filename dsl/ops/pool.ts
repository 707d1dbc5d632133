// Pooling: one value for each window. `stride` is 1 unless it is given, as for every window.
import type { DType } from '../dtype.ts';
import { mean } from '../expression/reduce.ts';
import * as expression from '../expression/windows.ts';
import type { Shape, Win, WindowOptions } from '../shape/index.ts';
import type { Tensor } from '../tensor.ts';
import { result } from './boundary.ts';
import { float, type Ranked } from './operands.ts';

export type Pool1d<Op extends string> = <
  X extends Shape,
  D extends DType,
  K extends number,
  const O extends WindowOptions = WindowOptions,
>(
  x: Ranked<Op, 3, X, D>,
  size: K,
  options?: O,
) => Tensor<[X[0], X[1], Win<X[2], K, O>]>;
export type Pool2d<Op extends string> = <
  X extends Shape,
  D extends DType,
  K extends number,
  const O extends WindowOptions = WindowOptions,
>(
  x: Ranked<Op, 4, X, D>,
  size: K,
  options?: O,
) => Tensor<[X[0], X[1], Win<X[2], K, O>, Win<X[3], K, O>]>;

const pool =
  (op: string, axes: 1 | 2, body: typeof expression.maxPool) =>
  (x: unknown, size: number, options: WindowOptions = {}) =>
    result(body(op, float(op, x), { sizes: new Array<number>(axes).fill(size), options }));

/** The maximum of each window; padding counts as -Infinity. */
export const maxPool1d: Pool1d<'maxPool1d'> = pool('maxPool1d', 1, expression.maxPool);
export const maxPool2d: Pool2d<'maxPool2d'> = pool('maxPool2d', 2, expression.maxPool);
/** The mean of each window; padding counts as 0, and in the number of elements. */
export const meanPool1d: Pool1d<'meanPool1d'> = pool('meanPool1d', 1, expression.meanPool);
export const meanPool2d: Pool2d<'meanPool2d'> = pool('meanPool2d', 2, expression.meanPool);

/** The mean of each channel over height and width (Lin et al. 2014). */
export function globalMeanPool<X extends Shape, D extends DType>(
  x: Ranked<'globalMeanPool', 4, X, D>,
): Tensor<[X[0], X[1]]> {
  return result(mean(expression.checkRank('globalMeanPool', float('globalMeanPool', x), 4), [2, 3]));
}
