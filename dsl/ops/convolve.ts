// Cross-correlation and convolution over one or two axes; layout [batch, channels, ...axes], kernels
// [filters, channels / groups, ...sizes]. What other libraries call convolution is crossCorrelate here; convolve is the
// field's convolution, with the kernel flipped.
import type { DType } from '../dtype.ts';
import { flip } from '../expression/views.ts';
import * as expression from '../expression/windows.ts';
import type { Dim, Message, Mul, Options, Same, Shape, Some, SplitDim, Win, WindowOptions } from '../shape/index.ts';
import { optionsOf, windowOptions } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { result } from './boundary.ts';
import { float, type Ranked } from './operands.ts';

export interface CorrelateOptions extends WindowOptions {
  /** output channels of group g see the input channels of group g only */
  readonly groups?: number;
}

/** What the kernel K = [F, G, ...sizes] must be for C channels: G = C / groups, and groups divide C and F. */
type Kernel<Op extends string, N extends number, C extends Dim, K extends Shape, E extends DType, O> =
  Ranked<Op, N, K, E> extends infer R
    ? R extends string
      ? R
      : O extends { readonly groups: infer P extends number }
        ? SplitDim<C, P> extends infer Q
          ? Q extends null
            ? Message<'groups', [Op, C, 'channels', P]>
            : SplitDim<K[0], P> extends null
              ? Message<'groups', [Op, K[0], 'filters', P]>
              : Same<K[1], Q, Tensor<K, E>, Message<'channels', [Op, C, K[1] extends number ? Mul<K[1], P> : K[1]]>>
          : never
        : Same<K[1], C, Tensor<K, E>, Message<'channels', [Op, C, K[1]]>>
    : never;
type Size<D extends Dim> = D extends number ? D : never;

// X and K are inferred whole, so that a wrong rank is a sentence too.
export type Correlate1d<Op extends string> = <
  X extends Shape,
  D extends DType,
  K extends Shape,
  E extends DType,
  const O extends Some<CorrelateOptions> = CorrelateOptions,
>(
  x: Ranked<Op, 3, X, D>,
  w: Kernel<Op, 3, X[1], K, E, O>,
  options?: Options<Op, O, CorrelateOptions>,
) => Tensor<[X[0], K[0], Win<X[2], Size<K[2]>, O>]>;
export type Correlate2d<Op extends string> = <
  X extends Shape,
  D extends DType,
  K extends Shape,
  E extends DType,
  const O extends Some<CorrelateOptions> = CorrelateOptions,
>(
  x: Ranked<Op, 4, X, D>,
  w: Kernel<Op, 4, X[1], K, E, O>,
  options?: Options<Op, O, CorrelateOptions>,
) => Tensor<[X[0], K[0], Win<X[2], Size<K[2]>, O>, Win<X[3], Size<K[3]>, O>]>;

/** The names of CorrelateOptions. */
export const correlateOptions = { ...windowOptions, groups: 1 };

const correlation = (op: string, axes: 1 | 2, flipped: boolean) => (x: unknown, w: unknown, given?: unknown) => {
  const options = optionsOf<CorrelateOptions>(op, given, correlateOptions);
  const kernel = rank(op, float(op, w), axes + 2);
  const turned = flipped ? flip(kernel, axes === 1 ? [2] : [2, 3]) : kernel;
  return result(expression.crossCorrelate(op, rank(op, float(op, x), axes + 2), turned, options, options.groups ?? 1));
};

/** y_t = sum_i x_(t+i) w_i, summed over channels */
export const crossCorrelate1d: Correlate1d<'crossCorrelate1d'> = correlation('crossCorrelate1d', 1, false);
/** y_st = sum_ij x_(s+i, t+j) w_ij, summed over channels */
export const crossCorrelate2d: Correlate2d<'crossCorrelate2d'> = correlation('crossCorrelate2d', 2, false);
/** y_t = sum_i x_(t-i) w_i, on the positions where the kernel lies inside: crossCorrelate with the kernel flipped */
export const convolve1d: Correlate1d<'convolve1d'> = correlation('convolve1d', 1, true);
export const convolve2d: Correlate2d<'convolve2d'> = correlation('convolve2d', 2, true);

const rank = expression.checkRank;
