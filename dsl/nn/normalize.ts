// Normalisation layers: scale (x - mean) / sqrt(variance + epsilon) + shift.
import { makeReshape } from '../build.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { add, mul, rsqrt, square, sub } from '../expression/pointwise.ts';
import { mean } from '../expression/reduce.ts';
import { result } from '../ops/boundary.ts';
import { parameter } from '../ops/leaves.ts';
import { float } from '../ops/operands.ts';
import type { Dim, Message, Same, Shape } from '../shape/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import type { Known } from './affine.ts';
import { onesInitializer, zerosInitializer } from './initializers.ts';
import type { Mode } from './mode.ts';
import type { HasParams } from './tree.ts';

// type aliases, not interfaces: only those are trees (an interface has no index signature)
type ScaleAndShift<C extends Dim> = { readonly scale: Tensor<[C]>; readonly shift: Tensor<[C]> };
/** running mean and variance: state that no gradient changes */
type Statistics<C extends Dim> = { readonly mean: Tensor<[C]>; readonly variance: Tensor<[C]> };

type BatchStage<C extends Dim> = <B extends Dim, G extends Dim, R extends Shape>(
  x: Same<
    G,
    C,
    Tensor<[B, G, ...R]>,
    Known<G, Message<'normRank', ['batchNorm', C]>, Message<'normChannels', ['batchNorm', C, G]>>
  >,
) => Tensor<[B, G, ...R]>;

/** A function of the mode, which gives the stage: pipe(x, p.first, p.norm(mode), relu). */
export interface BatchNorm<C extends Dim> extends HasParams<ScaleAndShift<C> & Statistics<C>> {
  (mode: Mode): BatchStage<C>;
}

export interface BatchNormOptions {
  readonly epsilon?: number;
  /** how much of the running statistics a step keeps */
  readonly momentum?: number;
}

/**
 * x [batch, channels, ...]: normalised per channel over all other axes (Ioffe and Szegedy 2015). Training uses the
 * statistics of the batch and updates the running ones (the unbiased variance); evaluation uses those.
 */
export function batchNorm<C extends Dim>(
  channels: C,
  { epsilon = 1e-5, momentum = 0.9 }: BatchNormOptions = {},
): BatchNorm<C> {
  const params = {
    scale: parameter('scale', [channels], onesInitializer),
    shift: parameter('shift', [channels], zerosInitializer),
    mean: parameter('mean', [channels], zerosInitializer, false),
    variance: parameter('variance', [channels], onesInitializer, false),
  };
  const stage = (mode: Mode) => (x: unknown) => {
    const e = checked(float('batchNorm', x), channels);
    const perChannel = (p: Expr) =>
      makeReshape(
        p,
        e.shape.map((d, i) => (i === 1 ? d : 1)),
      );
    const over = e.shape.map((_, i) => i).filter((i) => i !== 1);
    const count = over.reduce((n, i) => n * e.shape[i]!, 1);
    const m = mode.training ? mean(e, over) : toExpr(params.mean);
    const deviation = sub(e, perChannel(m));
    const v = mode.training ? mean(square(deviation), over) : toExpr(params.variance);
    if (mode.training) {
      const keep = (old: Tensor<[C]>, now: Expr) =>
        mode.keep(old, result(add(mul(toExpr(old), momentum), mul(now, 1 - momentum))) as Tensor<[C]>);
      keep(params.mean, m);
      keep(params.variance, mul(v, count / Math.max(1, count - 1)));
    }
    const factor = mul(rsqrt(add(v, epsilon)), toExpr(params.scale));
    return result(add(mul(deviation, perChannel(factor)), perChannel(toExpr(params.shift))));
  };
  return Object.assign(stage, { params });
}

function checked(e: Expr, channels: Dim): Expr {
  if (e.shape.length < 2) throw new ShapeError('normRank', ['batchNorm', channels]);
  if (e.shape[1] !== channels) throw new ShapeError('normChannels', ['batchNorm', channels, e.shape[1]!]);
  return e;
}

export interface LayerNorm<C extends Dim> extends HasParams<ScaleAndShift<C>> {
  <L extends Shape, G extends Dim>(
    x: Same<
      G,
      C,
      Tensor<[...L, G]>,
      Known<G, Message<'normAxis', ['layerNorm', C]>, Message<'normWidth', ['layerNorm', C, G]>>
    >,
  ): Tensor<[...L, G]>;
}

/** x [..., width]: each vector normalised over its own coordinates (Ba, Kiros and Hinton 2016). */
export function layerNorm<C extends Dim>(
  width: C,
  { epsilon = 1e-5 }: { readonly epsilon?: number } = {},
): LayerNorm<C> {
  const params = {
    scale: parameter('scale', [width], onesInitializer),
    shift: parameter('shift', [width], zerosInitializer),
  };
  const apply = (x: unknown) => {
    const e = float('layerNorm', x);
    const last = e.shape.at(-1);
    if (last === undefined) throw new ShapeError('normAxis', ['layerNorm', width]);
    if (last !== width) throw new ShapeError('normWidth', ['layerNorm', width, last]);
    const deviation = sub(e, mean(e, -1, true));
    const factor = rsqrt(add(mean(square(deviation), -1, true), epsilon));
    return result(add(mul(mul(deviation, factor), toExpr(params.scale)), toExpr(params.shift)));
  };
  return Object.assign(apply, { params });
}
