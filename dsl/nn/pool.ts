// Pooling as a stage of a pipe, over images [batch, channels, height, width] or sequences [batch, channels, length].
import type { DType } from '../dtype.ts';
import * as expression from '../expression/windows.ts';
import type { Ranked } from '../ops/operands.ts';
import { pool } from '../ops/pool.ts';
import type { Options, Shape, Some, Win, WindowOptions } from '../shape/index.ts';
import { optionsOf, windowOptions } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';

export interface PoolOptions extends WindowOptions {
  /** the axes that the window moves along: 2 (default) those of an image, 1 that of a sequence */
  readonly axes?: 1 | 2;
}

type OverImages<Op extends string, K extends number, O> = <X extends Shape, D extends DType>(
  x: Ranked<Op, 4, X, D>,
) => Tensor<[X[0], X[1], Win<X[2], K, O>, Win<X[3], K, O>]>;

type OverSequences<Op extends string, K extends number, O> = <X extends Shape, D extends DType>(
  x: Ranked<Op, 3, X, D>,
) => Tensor<[X[0], X[1], Win<X[2], K, O>]>;

export type PoolStage<Op extends string, K extends number, O> = [O] extends [{ readonly axes: 1 }]
  ? OverSequences<Op, K, O>
  : OverImages<Op, K, O>;

type Pool<Op extends string> = <K extends number, const O extends Some<PoolOptions> = PoolOptions>(
  size: K,
  options?: Options<Op, O, PoolOptions>,
) => PoolStage<Op, K, O>;

/**
 * The maximum of each window of `size` by `size`: maxPool(2, { stride: 2 }) halves height and width. Padding counts as
 * -Infinity, so it never wins; of equal elements the first gets the gradient.
 */
export const maxPool: Pool<'maxPool'> = stage('maxPool', expression.maxPool);

/** The mean of each window; padding counts as 0, and in the number of elements. */
export const meanPool: Pool<'meanPool'> = stage('meanPool', expression.meanPool);

/** The signatures above state the types that the options decide; here they are only values. */
function stage(op: string, body: typeof expression.maxPool): never {
  const make = (size: number, given?: unknown) => {
    const { axes = 2, ...window } = optionsOf<PoolOptions>(op, given, { ...windowOptions, axes: 1 });
    const of = pool(op, axes, body);
    return (x: unknown) => of(x, size, window);
  };
  return make as never;
}
