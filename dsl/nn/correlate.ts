// The cross-correlation layer over height and width.
import { makeReshape } from '../build.ts';
import { ShapeError } from '../error.ts';
import { add } from '../expression/pointwise.ts';
import * as expression from '../expression/windows.ts';
import { result } from '../ops/boundary.ts';
import type { CorrelateOptions } from '../ops/convolve.ts';
import { parameter } from '../ops/leaves.ts';
import { float } from '../ops/operands.ts';
import type { Dim, FloorDiv, Message, Same, Win } from '../shape/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import type { Known, WeightOptions } from './affine.ts';
import { heNormal, zerosInitializer } from './initializers.ts';
import type { HasParams } from './tree.ts';

/** The channels that one kernel sees. */
type PerGroup<C extends Dim, O> = O extends { readonly groups: infer G extends number }
  ? [C] extends [number]
    ? FloorDiv<C, G>
    : C
  : C;

type Images = '[batch, channels, height, width]';

export interface CrossCorrelate<C extends Dim, F extends Dim, K extends number, O>
  extends HasParams<{ readonly w: Tensor<[F, PerGroup<C, O>, K, K]>; readonly b: Tensor<[F]> }> {
  <B extends Dim, G extends Dim, H extends Dim, W extends Dim>(
    x: Same<
      G,
      C,
      Tensor<[B, G, H, W]>,
      Known<
        G,
        Message<'layerRank', ['crossCorrelate', C, F, Images]>,
        Message<'layerChannels', ['crossCorrelate', C, F, G]>
      >
    >,
  ): Tensor<[B, F, Win<H, K, O>, Win<W, K, O>]>;
}

/**
 * x [batch, channels, height, width] -> [batch, filters, ...]: y_f = sum_c x_c * w_fc + b_f, * the cross-correlation
 * with a square kernel (LeCun et al. 1989). Weights are drawn for ReLU networks (He et al. 2015).
 */
export function crossCorrelate<
  C extends Dim,
  F extends Dim,
  K extends number,
  const O extends CorrelateOptions & WeightOptions = CorrelateOptions,
>(channels: C, filters: F, kernel: K, options?: O): CrossCorrelate<C, F, K, O> {
  const { groups = 1, initializer = heNormal, ...window }: CorrelateOptions & WeightOptions = options ?? {};
  if (typeof channels === 'number' && typeof filters === 'number') {
    expression.checkGroups('crossCorrelate', channels, filters, groups);
  }
  const seen = typeof channels === 'number' ? channels / groups : channels;
  const params = {
    w: parameter('w', [filters, seen, kernel, kernel], initializer),
    b: parameter('b', [filters], zerosInitializer),
  };
  const apply = (x: unknown) => {
    const e = float('crossCorrelate', x);
    if (e.shape.length !== 4) {
      throw new ShapeError('layerRank', ['crossCorrelate', channels, filters, '[batch, channels, height, width]']);
    }
    if (e.shape[1] !== channels)
      throw new ShapeError('layerChannels', ['crossCorrelate', channels, filters, e.shape[1]!]);
    const y = expression.crossCorrelate('crossCorrelate', e, toExpr(params.w), window, groups);
    return result(add(y, makeReshape(toExpr(params.b), [filters as number, 1, 1])));
  };
  // the number of channels that a kernel sees is computed as PerGroup says
  return Object.assign(apply, { params }) as unknown as CrossCorrelate<C, F, K, O>;
}
