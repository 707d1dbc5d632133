// Batch normalisation (Ioffe and Szegedy 2015).

import { makeReshape } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { average, inverseDeviation, moments } from '../expression/normalize.ts';
import { mul, sub } from '../expression/pointwise.ts';
import { result } from '../ops/boundary.ts';
import { parameter } from '../ops/leaves.ts';
import { type F32, float, type OfFloats } from '../ops/operands.ts';
import type { Dim, Message, Options, Same, Shape, Some } from '../shape/index.ts';
import { numbersIn, oneOf, optionsOf } from '../shape/rules/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import type { Known } from './affine.ts';
import { onesInitializer, zerosInitializer } from './initializers.ts';
import type { Mode } from './mode.ts';
import { type ScaleAndShift, scaleAndShift, scaled } from './scaleAndShift.ts';
import type { HasParams } from './tree.ts';

/** running mean and variance: state that no gradient changes */
type Statistics<C extends Dim> = { readonly mean: Tensor<[C]>; readonly variance: Tensor<[C]> };

type OverImages<C extends Dim> = <B extends Dim, G extends Dim, R extends Shape, D extends DType>(
  x: OfFloats<
    'batchNorm',
    D,
    Same<
      G,
      C,
      Tensor<[B, G, ...R], F32<D>>,
      Known<G, Message<'normRank', ['batchNorm', C]>, Message<'normChannels', ['batchNorm', C, G]>>
    >
  >,
) => Tensor<[B, G, ...R]>;

type OverLast<C extends Dim> = <L extends Shape, G extends Dim, D extends DType>(
  x: OfFloats<
    'batchNorm',
    D,
    Same<
      G,
      C,
      Tensor<[...L, G], F32<D>>,
      Known<G, Message<'normAxis', ['batchNorm', C]>, Message<'normWidth', ['batchNorm', C, G]>>
    >
  >,
) => Tensor<[...L, G]>;

/** A function of the mode, which gives the stage: pipe(x, p.first, p.norm(mode), relu). */
export interface BatchNorm<C extends Dim, O = BatchNormOptions> extends HasParams<ScaleAndShift<C, O> & Statistics<C>> {
  (mode: Mode): [O] extends [{ readonly axis: -1 }] ? OverLast<C> : OverImages<C>;
}

export interface BatchNormOptions {
  readonly epsilon?: number;
  /** how much of the running statistics a step keeps */
  readonly momentum?: number;
  /** false: nothing is learned, (x - mean) / sqrt(variance + epsilon) alone */
  readonly scaleAndShift?: boolean;
  /** where the features are: 1 (default) in [batch, channels, ...positions], -1 in [batch, ...positions, features] */
  readonly axis?: 1 | -1;
}

/**
 * scale (x - mean) / sqrt(variance + epsilon) + shift, for each feature over the batch and all positions (Ioffe and
 * Szegedy 2015): x [batch, channels, ...positions], or with `axis: -1` [batch, ...positions, features]. Training uses
 * the statistics of the batch and updates the running ones (the unbiased variance), which are state; evaluation uses
 * those.
 */
export function batchNorm<C extends Dim, const O extends Some<BatchNormOptions> = BatchNormOptions>(
  channels: C,
  options?: Options<'batchNorm', O, BatchNormOptions>,
): BatchNorm<C, O> {
  const known = { epsilon: 1, momentum: 1, scaleAndShift: 1, axis: 1 };
  const {
    epsilon = 1e-5,
    momentum = 0.9,
    axis = 1,
    ...rest
  } = optionsOf<BatchNormOptions>('batchNorm', options, known);
  numbersIn('batchNorm', 'finite and not negative', { epsilon });
  numbersIn('batchNorm', 'from 0 to 1', { momentum });
  oneOf('batchNorm', 'axis', axis, [1, -1]);
  const running = {
    mean: parameter('mean', [channels], zerosInitializer, false),
    variance: parameter('variance', [channels], onesInitializer, false),
  };
  const learned = scaleAndShift(channels, rest);
  const stage = (mode: Mode) => (x: unknown) => {
    const e = float('batchNorm', x);
    const at = featureAxis(e, channels, axis);
    const perFeature = (p: Expr) =>
      makeReshape(
        p,
        e.shape.map((d, i) => (i === at ? d : 1)),
      );
    const over = e.shape.map((_, i) => i).filter((i) => i !== at);
    if (!mode.training) {
      const deviation = sub(e, perFeature(toExpr(running.mean)));
      return result(scaled(deviation, inverseDeviation(toExpr(running.variance), epsilon), learned, perFeature));
    }
    const now = moments(e, over);
    const count = over.reduce((n, i) => n * e.shape[i]!, 1);
    const keep = (old: Tensor<[C]>, value: Expr) => {
      const flat = makeReshape(value, [e.shape[at]!]);
      mode.keep(old, result(average(toExpr(old), flat, momentum)) as Tensor<[C]>);
    };
    keep(running.mean, now.mean);
    keep(running.variance, mul(now.variance, count / Math.max(1, count - 1)));
    const factor = makeReshape(inverseDeviation(now.variance, epsilon), [e.shape[at]!]);
    return result(scaled(now.deviation, factor, learned, perFeature));
  };
  // the options decide the types of parameters and stages, as BatchNorm says
  return Object.assign(stage, { params: { ...learned, ...running } }) as unknown as BatchNorm<C, O>;
}

function featureAxis(e: Expr, channels: Dim, axis: 1 | -1): number {
  if (axis === -1) {
    const last = e.shape.at(-1);
    if (last === undefined) throw new ShapeError('normAxis', ['batchNorm', channels]);
    if (last !== channels) throw new ShapeError('normWidth', ['batchNorm', channels, last]);
    return e.shape.length - 1;
  }
  if (e.shape.length < 2) throw new ShapeError('normRank', ['batchNorm', channels]);
  if (e.shape[1] !== channels) throw new ShapeError('normChannels', ['batchNorm', channels, e.shape[1]!]);
  return 1;
}
