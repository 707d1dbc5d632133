// Transposed cross-correlation and convolution: the adjoints of crossCorrelate and convolve, from their outputs' shape
// back to their inputs' (Zeiler et al. 2010 call it deconvolution). Kernels as there, [filters, channels / groups, ...sizes],
// where filters are now what comes in.
import type { DType } from '../dtype.ts';
import * as expression from '../expression/transposed.ts';
import { flip } from '../expression/views.ts';
import { checkRank } from '../expression/windows.ts';
import type { Add, Dim, DimAdd, Message, Mul, Options, Same, Shape, Some, SplitDim, Sub } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { result } from './boundary.ts';
import { type CorrelateOptions, correlateOptions } from './convolve.ts';
import { float, type Ranked } from './operands.ts';
import type { TimesDim } from './sizes.ts';

type Option<O, K extends string, D extends number> = O extends { readonly [k in K]: infer V extends number } ? V : D;
type Extent<K extends number, O> = Mul<Option<O, 'dilation', 1>, Sub<K, 1>>;
/** (D - 1) stride + dilation (K - 1) + 1 - 2 padding */
export type Unwindowed<D extends Dim, K extends number, O> = DimAdd<
  TimesDim<D, Option<O, 'stride', 1>>,
  Sub<Add<Extent<K, O>, 1>, Add<Option<O, 'stride', 1>, Add<Option<O, 'padding', 0>, Option<O, 'padding', 0>>>>
>;
type Kernel<Op extends string, N extends number, F extends Dim, K extends Shape, E extends DType, O> =
  Ranked<Op, N, K, E> extends infer R
    ? R extends string
      ? R
      : O extends { readonly groups: infer P extends number }
        ? SplitDim<F, P> extends null
          ? Message<'groups', [Op, F, 'channels', P]>
          : Same<K[0], F, Tensor<K, E>, Message<'channels', [Op, F, K[0]]>>
        : Same<K[0], F, Tensor<K, E>, Message<'channels', [Op, F, K[0]]>>
    : never;
/** All groups bring their channels. */
type Channels<C extends Dim, O> = O extends { readonly groups: infer P extends number } ? TimesDim<C, P> : C;
type Size<D extends Dim> = D extends number ? D : never;

export type Transposed1d<Op extends string> = <
  X extends Shape,
  D extends DType,
  K extends Shape,
  E extends DType,
  const O extends Some<CorrelateOptions> = CorrelateOptions,
>(
  y: Ranked<Op, 3, X, D>,
  w: Kernel<Op, 3, X[1], K, E, O>,
  options?: Options<Op, O, CorrelateOptions>,
) => Tensor<[X[0], Channels<K[1], O>, Unwindowed<X[2], Size<K[2]>, O>]>;
export type Transposed2d<Op extends string> = <
  X extends Shape,
  D extends DType,
  K extends Shape,
  E extends DType,
  const O extends Some<CorrelateOptions> = CorrelateOptions,
>(
  y: Ranked<Op, 4, X, D>,
  w: Kernel<Op, 4, X[1], K, E, O>,
  options?: Options<Op, O, CorrelateOptions>,
) => Tensor<[X[0], Channels<K[1], O>, Unwindowed<X[2], Size<K[2]>, O>, Unwindowed<X[3], Size<K[3]>, O>]>;

const transposed = (op: string, axes: 1 | 2, flipped: boolean) => (y: unknown, w: unknown, given?: unknown) => {
  const options = optionsOf<CorrelateOptions>(op, given, correlateOptions);
  const from = checkRank(op, float(op, y), axes + 2);
  const kernel = checkRank(op, float(op, w), axes + 2);
  const turned = flipped ? flip(kernel, axes === 1 ? [2] : [2, 3]) : kernel;
  return result(expression.crossCorrelateTransposed(op, from, turned, options, options.groups ?? 1));
};

/** x_s = sum_{t stride + i dilation - padding = s} y_t w_i, summed over filters */
export const crossCorrelateTransposed1d: Transposed1d<'crossCorrelateTransposed1d'> = transposed(
  'crossCorrelateTransposed1d',
  1,
  false,
);
export const crossCorrelateTransposed2d: Transposed2d<'crossCorrelateTransposed2d'> = transposed(
  'crossCorrelateTransposed2d',
  2,
  false,
);
/** the same for convolve: the kernel flipped */
export const convolveTransposed1d: Transposed1d<'convolveTransposed1d'> = transposed('convolveTransposed1d', 1, true);
export const convolveTransposed2d: Transposed2d<'convolveTransposed2d'> = transposed('convolveTransposed2d', 2, true);
