// Normalisation within one sample: layer, root mean square and group normalisation. They need no batch and no state.

import { makeReshape } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { inverseDeviation, standardized } from '../expression/normalize.ts';
import { add, mul, square } from '../expression/pointwise.ts';
import { mean } from '../expression/reduce.ts';
import { checkParts } from '../expression/windows.ts';
import { result } from '../ops/boundary.ts';
import { parameter } from '../ops/leaves.ts';
import { type F32, float, type OfFloats } from '../ops/operands.ts';
import type { Dim, Divides, Message, Options, Same, Shape, Some } from '../shape/index.ts';
import { numbersIn, optionsOf } from '../shape/rules/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import type { Known } from './affine.ts';
import { onesInitializer } from './initializers.ts';
import { type Learned, type ScaleAndShift, scaleAndShift } from './scaleAndShift.ts';
import type { HasParams } from './tree.ts';

export interface NormOptions {
  readonly epsilon?: number;
  /** false: nothing is learned, the normalised values alone */
  readonly scaleAndShift?: boolean;
}

const normOptions = { epsilon: 1, scaleAndShift: 1 };

/** Over the last axis. */
type OverLast<Op extends string, C extends Dim> = <L extends Shape, G extends Dim, D extends DType>(
  x: OfFloats<
    Op,
    D,
    Same<G, C, Tensor<[...L, G], F32<D>>, Known<G, Message<'normAxis', [Op, C]>, Message<'normWidth', [Op, C, G]>>>
  >,
) => Tensor<[...L, G]>;

export interface LayerNorm<C extends Dim, O = NormOptions>
  extends HasParams<ScaleAndShift<C, O>>,
    OverLast<'layerNorm', C> {}

/**
 * x [..., width]: scale (x - mean) / sqrt(variance + epsilon) + shift, each vector over its own coordinates (Ba, Kiros
 * and Hinton 2016).
 */
export function layerNorm<C extends Dim, const O extends Some<NormOptions> = NormOptions>(
  width: C,
  options?: Options<'layerNorm', O, NormOptions>,
): LayerNorm<C, O> {
  const { epsilon = 1e-5, ...rest } = optionsOf<NormOptions>('layerNorm', options, normOptions);
  numbersIn('layerNorm', 'finite and not negative', { epsilon });
  const learned = scaleAndShift(width, rest);
  const apply = (x: unknown) => {
    const e = lastAxis('layerNorm', x, width);
    return result(affinely(standardized(e, [e.shape.length - 1], epsilon), learned, (p) => p));
  };
  // the options decide the type of the parameters, as LayerNorm says
  return Object.assign(apply, { params: learned }) as unknown as LayerNorm<C, O>;
}

export interface RmsNorm<C extends Dim> extends HasParams<{ readonly scale: Tensor<[C]> }>, OverLast<'rmsNorm', C> {}

/**
 * x [..., width]: scale x / sqrt(E[x^2] + epsilon), each vector over its own coordinates (Zhang and Sennrich 2019). As in
 * every norm here, the square of a coordinate must be a float: it is less than 10^19.
 */
export function rmsNorm<C extends Dim>(width: C, options: Pick<NormOptions, 'epsilon'> = {}): RmsNorm<C> {
  const { epsilon = 1e-6 } = optionsOf<Pick<NormOptions, 'epsilon'>>('rmsNorm', options, { epsilon: 1 });
  numbersIn('rmsNorm', 'finite and not negative', { epsilon });
  const params = { scale: parameter('scale', [width], onesInitializer) };
  const apply = (x: unknown) => {
    const e = lastAxis('rmsNorm', x, width);
    return result(mul(mul(e, inverseDeviation(mean(square(e), -1, true), epsilon)), toExpr(params.scale)));
  };
  return Object.assign(apply, { params });
}

export interface GroupNorm<C extends Dim, O = NormOptions> extends HasParams<ScaleAndShift<C, O>> {
  <B extends Dim, G extends Dim, R extends Shape, D extends DType>(
    x: OfFloats<
      'groupNorm',
      D,
      Same<
        G,
        C,
        Tensor<[B, G, ...R], F32<D>>,
        Known<G, Message<'normRank', ['groupNorm', C]>, Message<'normChannels', ['groupNorm', C, G]>>
      >
    >,
  ): Tensor<[B, G, ...R]>;
}

/**
 * x [batch, channels, ...positions]: the channels of each sample in `groups` parts, each normalised over its channels
 * and all positions, then scale and shift for each channel (Wu and He 2018). One group is layer normalisation of an
 * image, as many groups as channels instance normalisation.
 */
export function groupNorm<C extends Dim, const N extends number, const O extends Some<NormOptions> = NormOptions>(
  channels: C,
  groups: Divides<'groupNorm', C, 'channels', N>,
  options?: Options<'groupNorm', O, NormOptions>,
): GroupNorm<C, O> {
  const { epsilon = 1e-5, ...rest } = optionsOf<NormOptions>('groupNorm', options, normOptions);
  numbersIn('groupNorm', 'finite and not negative', { epsilon });
  // Divides lets nothing but a number through
  const parts = groups as number;
  if (typeof channels === 'number') checkParts('groupNorm', channels, 'channels', parts);
  const learned = scaleAndShift(channels, rest);
  const apply = (x: unknown) => {
    const e = float('groupNorm', x);
    if (e.shape.length < 2) throw new ShapeError('normRank', ['groupNorm', channels]);
    const [batch, found, ...positions] = e.shape as [number, number, ...number[]];
    if (found !== channels) throw new ShapeError('normChannels', ['groupNorm', channels, found]);
    const others = positions.map((_, i) => i + 2);
    const grouped = makeReshape(e, [batch, parts, found / parts, ...positions], [0, null, null, ...others]);
    const over = grouped.shape.map((_, i) => i).slice(2);
    const y = makeReshape(standardized(grouped, over, epsilon), e.shape, [0, null, ...others.map((i) => i + 1)]);
    return result(affinely(y, learned, (p) => makeReshape(p, [found, ...positions.map(() => 1)])));
  };
  return Object.assign(apply, { params: learned }) as unknown as GroupNorm<C, O>;
}

function lastAxis(op: string, x: unknown, width: Dim): Expr {
  const e = float(op, x);
  const last = e.shape.at(-1);
  if (last === undefined) throw new ShapeError('normAxis', [op, width]);
  if (last !== width) throw new ShapeError('normWidth', [op, width, last]);
  return e;
}

/** scale y + shift */
function affinely(y: Expr, { scale, shift }: Learned, perFeature: (p: Expr) => Expr): Expr {
  if (scale === undefined || shift === undefined) return y;
  return add(mul(y, perFeature(toExpr(scale))), perFeature(toExpr(shift)));
}
