// AlexNet (Krizhevsky et al. 2012), in one tower: type-checked, not run.
import { affine } from '../../../dsl/nn/affine.ts';
import { pipe } from '../../../dsl/nn/compose.ts';
import { crossCorrelate } from '../../../dsl/nn/correlate.ts';
import { dropout } from '../../../dsl/nn/dropout.ts';
import { evaluating, type Mode } from '../../../dsl/nn/mode.ts';
import { maxPool } from '../../../dsl/nn/pool.ts';
import { type Params, paramsOf } from '../../../dsl/nn/tree.ts';
import { relu } from '../../../dsl/ops/activations.ts';
import { grad } from '../../../dsl/ops/gradient.ts';
import { input } from '../../../dsl/ops/leaves.ts';
import { mean, softmax } from '../../../dsl/ops/reduce.ts';
import { flatten } from '../../../dsl/ops/views.ts';
import type { Dim } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

const pool = maxPool(3, { stride: 2 });
export const layers = {
  c1: crossCorrelate(3, 96, 11, { stride: 4 }),
  c2: crossCorrelate(96, 256, 5, { padding: 2 }),
  c3: crossCorrelate(256, 384, 3, { padding: 1 }),
  c4: crossCorrelate(384, 384, 3, { padding: 1 }),
  c5: crossCorrelate(384, 256, 3, { padding: 1 }),
  f6: affine(9216, 4096),
  f7: affine(4096, 4096),
  f8: affine(4096, 1000),
};
const features = <B extends Dim>(x: Tensor<[B, 3, 227, 227]>) =>
  pipe(x, layers.c1, relu, pool, layers.c2, relu, pool, layers.c3, relu, layers.c4, relu, layers.c5, relu, pool);
export const alexnet = <B extends Dim>(x: Tensor<[B, 3, 227, 227]>, mode: Mode) =>
  pipe(
    x,
    features,
    flatten,
    layers.f6,
    relu,
    dropout(0.5, mode),
    layers.f7,
    relu,
    dropout(0.5, mode),
    layers.f8,
    softmax,
  );

export const y: Tensor<['batch', 1000]> = alexnet(input('batch', 3, 227, 227), evaluating);
export const w: Tensor<[9216, 4096]> = grad(mean(y), paramsOf(layers)).f6.w;
export type Weights = Params<typeof layers>;
