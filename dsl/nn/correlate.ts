// Layers of cross-correlation and convolution, and their transposes, over images [batch, channels, height, width] or
// sequences [batch, channels, length].

import { makeReshape } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { add } from '../expression/pointwise.ts';
import { crossCorrelateTransposed as transpose } from '../expression/transposed.ts';
import { flip } from '../expression/views.ts';
import * as expression from '../expression/windows.ts';
import { result } from '../ops/boundary.ts';
import { type CorrelateOptions, correlateOptions } from '../ops/convolve.ts';
import { parameter } from '../ops/leaves.ts';
import { type F32, float, type OfFloats } from '../ops/operands.ts';
import type { Unwindowed } from '../ops/transposed.ts';
import type { Dim, Divides, FloorDiv, Message, Options, Same, Some, Win } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import type { Known, WeightOptions } from './affine.ts';
import { heNormal, zerosInitializer } from './initializers.ts';
import type { HasParams } from './tree.ts';

export interface CorrelationOptions extends CorrelateOptions, WeightOptions {
  /** the axes that the kernel moves along: 2 (default) those of an image, 1 that of a sequence */
  readonly axes?: 1 | 2;
  /** false: no b, as before a normalisation, which would take it away again */
  readonly bias?: boolean;
}

/** The channels that one kernel sees. */
type PerGroup<C extends Dim, O> = O extends { readonly groups: infer G extends number }
  ? [C] extends [number]
    ? FloorDiv<C, G>
    : C
  : C;

/** Is this the options of a layer over sequences? */
type OneAxis<O, Y, N> = [O] extends [{ readonly axes: 1 }] ? Y : N;
type Bias<F extends Dim, O> = [O] extends [{ readonly bias: false }] ? unknown : { readonly b: Tensor<[F]> };
/** Kernels [R, G, ...] and a bias for each of the F filters. */
type Params<R extends Dim, G extends Dim, F extends Dim, K extends number, O> = {
  readonly w: OneAxis<O, Tensor<[R, G, K]>, Tensor<[R, G, K, K]>>;
} & Bias<F, O>;
const layouts = { 1: '[batch, channels, length]', 2: '[batch, channels, height, width]' } as const;

/** What is wrong with an input that has G channels where C are expected; T where nothing is. */
type Channels<Op extends string, C extends Dim, F extends Dim, G extends Dim, O, D extends DType, T> = OfFloats<
  Op,
  D,
  Same<
    G,
    C,
    T,
    Known<
      G,
      Message<'layerRank', [Op, C, F, OneAxis<O, (typeof layouts)[1], (typeof layouts)[2]>]>,
      Message<'layerChannels', [Op, C, F, G]>
    >
  >
>;

export interface OverImages<Op extends string, C extends Dim, F extends Dim, K extends number, O>
  extends HasParams<Params<F, PerGroup<C, O>, F, K, O>> {
  <B extends Dim, G extends Dim, H extends Dim, W extends Dim, D extends DType>(
    x: Channels<Op, C, F, G, O, D, Tensor<[B, G, H, W], F32<D>>>,
  ): Tensor<[B, F, Win<H, K, O>, Win<W, K, O>]>;
}

export interface OverSequences<Op extends string, C extends Dim, F extends Dim, K extends number, O>
  extends HasParams<Params<F, PerGroup<C, O>, F, K, O>> {
  <B extends Dim, G extends Dim, T extends Dim, D extends DType>(
    x: Channels<Op, C, F, G, O, D, Tensor<[B, G, T], F32<D>>>,
  ): Tensor<[B, F, Win<T, K, O>]>;
}

/** x [batch, C, ...] -> [batch, F, ...] */
export type Correlation<Op extends string, C extends Dim, F extends Dim, K extends number, O> = OneAxis<
  O,
  OverSequences<Op, C, F, K, O>,
  OverImages<Op, C, F, K, O>
>;

export interface BackToImages<Op extends string, C extends Dim, F extends Dim, K extends number, O>
  extends HasParams<Params<C, PerGroup<F, O>, F, K, O>> {
  <B extends Dim, G extends Dim, H extends Dim, W extends Dim, D extends DType>(
    x: Channels<Op, C, F, G, O, D, Tensor<[B, G, H, W], F32<D>>>,
  ): Tensor<[B, F, Unwindowed<H, K, O>, Unwindowed<W, K, O>]>;
}

export interface BackToSequences<Op extends string, C extends Dim, F extends Dim, K extends number, O>
  extends HasParams<Params<C, PerGroup<F, O>, F, K, O>> {
  <B extends Dim, G extends Dim, T extends Dim, D extends DType>(
    x: Channels<Op, C, F, G, O, D, Tensor<[B, G, T], F32<D>>>,
  ): Tensor<[B, F, Unwindowed<T, K, O>]>;
}

/** The same back: kernels as those of the correlation [C, F / groups, ...] that it is the transpose of. */
export type TransposedCorrelation<Op extends string, C extends Dim, F extends Dim, K extends number, O> = OneAxis<
  O,
  BackToSequences<Op, C, F, K, O>,
  BackToImages<Op, C, F, K, O>
>;

/** The sentence of the first that the groups do not divide, or never. */
type Undivided<Op extends string, C extends Dim, F extends Dim, O> = O extends {
  readonly groups: infer P extends number;
}
  ? Extract<Divides<Op, C, 'channels', P>, string> extends infer R
    ? [R] extends [never]
      ? Extract<Divides<Op, F, 'filters', P>, string>
      : R
    : never
  : never;
/** O itself where all its options are known and its groups divide channels and filters. */
type Fitting<Op extends string, C extends Dim, F extends Dim, O> = [Undivided<Op, C, F, O>] extends [never]
  ? Options<Op, O, CorrelationOptions>
  : Undivided<Op, C, F, O>;

type CorrelationLayer<Op extends string> = <
  C extends Dim,
  F extends Dim,
  K extends number,
  const O extends Some<CorrelationOptions> = CorrelationOptions,
>(
  channels: C,
  filters: F,
  kernel: K,
  options?: Fitting<Op, C, F, O>,
) => Correlation<Op, C, F, K, O>;

type TransposedLayer<Op extends string> = <
  C extends Dim,
  F extends Dim,
  K extends number,
  const O extends Some<CorrelationOptions> = CorrelationOptions,
>(
  channels: C,
  filters: F,
  kernel: K,
  options?: Fitting<Op, C, F, O>,
) => TransposedCorrelation<Op, C, F, K, O>;

/**
 * x [batch, channels, height, width] -> [batch, filters, ...]: y_f = sum_c x_c * w_fc + b_f, * the cross-correlation
 * with a square kernel (LeCun et al. 1989); with `axes: 1` over sequences [batch, channels, length]. Weights are drawn
 * for ReLU networks (He et al. 2015).
 */
export const crossCorrelate: CorrelationLayer<'crossCorrelate'> = correlation('crossCorrelate', false, false);

/** The same with the field's convolution, y_t = sum_i x_(t-i) w_i: the kernel is flipped. */
export const convolve: CorrelationLayer<'convolve'> = correlation('convolve', true, false);

/**
 * The transpose of crossCorrelate, from few positions to many (Zeiler et al. 2010): x_s = sum_{t stride + i dilation -
 * padding = s} y_t w_i + b, so that each length becomes (D - 1) stride + dilation (kernel - 1) + 1 - 2 padding.
 */
export const crossCorrelateTransposed: TransposedLayer<'crossCorrelateTransposed'> = correlation(
  'crossCorrelateTransposed',
  false,
  true,
);

/** The transpose of convolve. */
export const convolveTransposed: TransposedLayer<'convolveTransposed'> = correlation('convolveTransposed', true, true);

/** The signatures above state the types that the options decide; here they are only values. */
function correlation(op: string, flipped: boolean, transposed: boolean): never {
  const make = (channels: Dim, filters: Dim, kernel: number, given?: unknown) => {
    const options = optionsOf<CorrelationOptions>(op, given, { ...correlateOptions, initializer: 1, axes: 1, bias: 1 });
    const { groups = 1, initializer = heNormal, axes = 2, bias = true, ...window } = options;
    if (typeof channels === 'number' && typeof filters === 'number') {
      expression.checkGroups(op, channels, filters, groups);
    }
    const part = (d: Dim) => (typeof d === 'number' ? d / groups : d);
    const [rows, columns] = transposed ? [channels, part(filters)] : [filters, part(channels)];
    const w = parameter('w', [rows, columns, ...new Array<number>(axes).fill(kernel)], initializer);
    const b = parameter('b', [filters], zerosInitializer);
    const apply = (x: unknown) => {
      const e = checked(op, float(op, x), { channels, filters, axes });
      const turned = flipped ? flip(toExpr(w), axes === 1 ? [2] : [2, 3]) : toExpr(w);
      const y = (transposed ? transpose : expression.crossCorrelate)(op, e, turned, window, groups);
      return result(bias ? add(y, perFilter(toExpr(b), axes)) : y);
    };
    return Object.assign(apply, { params: bias ? { w, b } : { w } });
  };
  return make as never;
}

const perFilter = (b: Expr, axes: number) => makeReshape(b, [b.shape[0]!, ...new Array<number>(axes).fill(1)]);

interface Expected {
  readonly channels: Dim;
  readonly filters: Dim;
  readonly axes: 1 | 2;
}

function checked(op: string, e: Expr, { channels, filters, axes }: Expected): Expr {
  if (e.shape.length !== axes + 2) throw new ShapeError('layerRank', [op, channels, filters, layouts[axes]]);
  if (e.shape[1] !== channels) throw new ShapeError('layerChannels', [op, channels, filters, e.shape[1]!]);
  return e;
}
