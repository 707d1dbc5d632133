// Cross-correlation and convolution over one or two axes; layout [batch, channels, ...axes], kernels
// [filters, channels / groups, ...sizes]. What other libraries call convolution is crossCorrelate here; convolve is the
// field's convolution, with the kernel flipped.

import { flip } from '../expression/views.ts';
import * as expression from '../expression/windows.ts';
import type { Dim, Message, Mul, Same, Shape, SplitDim, Win, WindowOptions } from '../shape/index.ts';
import type { Tensor } from '../tensor.ts';
import { result } from './boundary.ts';
import { float } from './operands.ts';

export interface CorrelateOptions extends WindowOptions {
  /** output channels of group g see the input channels of group g only */
  readonly groups?: number;
}

/** What the kernel W = [F, G, ...sizes] must be for C channels: G = C / groups, and groups divide C and F. */
type Kernel<Op extends string, C extends Dim, F extends Dim, G extends Dim, W extends Shape, O> = O extends {
  readonly groups: infer N extends number;
}
  ? SplitDim<C, N> extends infer P
    ? P extends null
      ? Message<'groups', [Op, C, 'channels', N]>
      : SplitDim<F, N> extends null
        ? Message<'groups', [Op, F, 'filters', N]>
        : Same<G, P, Tensor<W>, Message<'channels', [Op, C, G extends number ? Mul<G, N> : G]>>
    : never
  : Same<G, C, Tensor<W>, Message<'channels', [Op, C, G]>>;

export type Correlate1d<Op extends string> = <
  B extends Dim,
  C extends Dim,
  T extends Dim,
  F extends Dim,
  G extends Dim,
  K extends number,
  const O extends CorrelateOptions = CorrelateOptions,
>(
  x: Tensor<[B, C, T]>,
  w: Kernel<Op, C, F, G, [F, G, K], O>,
  options?: O,
) => Tensor<[B, F, Win<T, K, O>]>;
export type Correlate2d<Op extends string> = <
  B extends Dim,
  C extends Dim,
  H extends Dim,
  W extends Dim,
  F extends Dim,
  G extends Dim,
  KH extends number,
  KW extends number,
  const O extends CorrelateOptions = CorrelateOptions,
>(
  x: Tensor<[B, C, H, W]>,
  w: Kernel<Op, C, F, G, [F, G, KH, KW], O>,
  options?: O,
) => Tensor<[B, F, Win<H, KH, O>, Win<W, KW, O>]>;

const correlation =
  (op: string, axes: 1 | 2, flipped: boolean) =>
  (x: unknown, w: unknown, options: CorrelateOptions = {}) => {
    const kernel = rank(op, float(op, w), axes + 2);
    const turned = flipped ? flip(kernel, axes === 1 ? [2] : [2, 3]) : kernel;
    return result(
      expression.crossCorrelate(op, rank(op, float(op, x), axes + 2), turned, options, options.groups ?? 1),
    );
  };

/** y_t = sum_i x_(t+i) w_i, summed over channels */
export const crossCorrelate1d: Correlate1d<'crossCorrelate1d'> = correlation('crossCorrelate1d', 1, false);
/** y_st = sum_ij x_(s+i, t+j) w_ij, summed over channels */
export const crossCorrelate2d: Correlate2d<'crossCorrelate2d'> = correlation('crossCorrelate2d', 2, false);
/** y_t = sum_i x_(t-i) w_i, on the positions where the kernel lies inside: crossCorrelate with the kernel flipped */
export const convolve1d: Correlate1d<'convolve1d'> = correlation('convolve1d', 1, true);
export const convolve2d: Correlate2d<'convolve2d'> = correlation('convolve2d', 2, true);

const rank = expression.checkRank;
