// Pooling: one value for each window. `stride` is 1 unless it is given, as for every window.
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import { max, mean } from '../expression/reduce.ts';
import * as expression from '../expression/windows.ts';
import type { Message, Options, Shape, Some, Win, WindowOptions } from '../shape/index.ts';
import { optionsOf, windowOptions } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { type Result, result } from './boundary.ts';
import { float, type Ranked } from './operands.ts';

export type Pool1d<Op extends string> = <
  X extends Shape,
  D extends DType,
  K extends number,
  const O extends Some<WindowOptions> = WindowOptions,
>(
  x: Ranked<Op, 3, X, D>,
  size: K,
  options?: Options<Op, O, WindowOptions>,
) => Tensor<[X[0], X[1], Win<X[2], K, O>]>;
export type Pool2d<Op extends string> = <
  X extends Shape,
  D extends DType,
  K extends number,
  const O extends Some<WindowOptions> = WindowOptions,
>(
  x: Ranked<Op, 4, X, D>,
  size: K,
  options?: Options<Op, O, WindowOptions>,
) => Tensor<[X[0], X[1], Win<X[2], K, O>, Win<X[3], K, O>]>;

/** Pooling with windows over the last `axes` axes. */
export const pool =
  (op: string, axes: 1 | 2, body: typeof expression.maxPool) => (x: unknown, size: number, given?: unknown) => {
    const options = optionsOf<WindowOptions>(op, given, windowOptions);
    return result(body(op, float(op, x), { sizes: new Array<number>(axes).fill(size), options }));
  };

/** The maximum of each window; padding counts as -Infinity, so it never wins; of equals the first gets the gradient. */
export const maxPool1d: Pool1d<'maxPool1d'> = pool('maxPool1d', 1, expression.maxPool);
export const maxPool2d: Pool2d<'maxPool2d'> = pool('maxPool2d', 2, expression.maxPool);
/** The mean of each window; padding counts as 0, and in the number of elements. */
export const meanPool1d: Pool1d<'meanPool1d'> = pool('meanPool1d', 1, expression.meanPool);
export const meanPool2d: Pool2d<'meanPool2d'> = pool('meanPool2d', 2, expression.meanPool);

/** [batch, channels, ...positions] of f32, or the sentence. */
type Positions<Op extends string, X extends Shape, D extends DType> = [D] extends ['f32']
  ? X extends [unknown, unknown, unknown, ...unknown[]]
    ? Tensor<X, D>
    : Message<'positions', [Op, X]>
  : Message<'typeIs', [Op, 'operand', D, 'f32']>;

export type GlobalPool<Op extends string> = <X extends Shape, D extends DType>(
  x: Positions<Op, X, D>,
) => Tensor<[X[0], X[1]]>;

const globalPool =
  (op: string, body: typeof max) =>
  (x: unknown): Result => {
    const e = float(op, x);
    if (e.shape.length < 3) throw new ShapeError('positions', [op, e.shape]);
    return result(body(e, e.shape.map((_, i) => i).slice(2)));
  };

/** [batch, channels, ...positions] -> [batch, channels]: the mean over all positions (Lin et al. 2014). */
export const globalMeanPool: GlobalPool<'globalMeanPool'> = globalPool('globalMeanPool', mean);
/** The maximum over all positions; of equal elements the first gets the gradient. */
export const globalMaxPool: GlobalPool<'globalMaxPool'> = globalPool('globalMaxPool', max);
