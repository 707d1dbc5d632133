// VGG-16 (Simonyan and Zisserman 2015): type-checked, not run.
import { affine } from '../../../dsl/nn/affine.ts';
import { pipe } from '../../../dsl/nn/compose.ts';
import { crossCorrelate } from '../../../dsl/nn/correlate.ts';
import { dropout } from '../../../dsl/nn/dropout.ts';
import { evaluating, type Mode } from '../../../dsl/nn/mode.ts';
import { maxPool } from '../../../dsl/nn/pool.ts';
import { paramsOf } from '../../../dsl/nn/tree.ts';
import { relu } from '../../../dsl/ops/activations.ts';
import { grad } from '../../../dsl/ops/gradient.ts';
import { input } from '../../../dsl/ops/leaves.ts';
import { mean, softmax } from '../../../dsl/ops/reduce.ts';
import { flatten } from '../../../dsl/ops/views.ts';
import type { Dim } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

const pool = maxPool(2, { stride: 2 });
const c3 = <I extends Dim, O extends Dim>(i: I, o: O) => crossCorrelate(i, o, 3, { padding: 1 });
export const layers = {
  c11: c3(3, 64),
  c12: c3(64, 64),
  c21: c3(64, 128),
  c22: c3(128, 128),
  c31: c3(128, 256),
  c32: c3(256, 256),
  c33: c3(256, 256),
  c41: c3(256, 512),
  c42: c3(512, 512),
  c43: c3(512, 512),
  c51: c3(512, 512),
  c52: c3(512, 512),
  c53: c3(512, 512),
  f6: affine(25088, 4096),
  f7: affine(4096, 4096),
  f8: affine(4096, 1000),
};
export function vgg16<B extends Dim>(x: Tensor<[B, 3, 224, 224]>, mode: Mode) {
  const a = pipe(x, layers.c11, relu, layers.c12, relu, pool, layers.c21, relu, layers.c22, relu, pool);
  const b = pipe(
    a,
    layers.c31,
    relu,
    layers.c32,
    relu,
    layers.c33,
    relu,
    pool,
    layers.c41,
    relu,
    layers.c42,
    relu,
    layers.c43,
    relu,
    pool,
  );
  const c = pipe(b, layers.c51, relu, layers.c52, relu, layers.c53, relu, pool);
  return pipe(c, flatten, layers.f6, relu, dropout(0.5, mode), layers.f7, relu, dropout(0.5, mode), layers.f8, softmax);
}
export const y: Tensor<['batch', 1000]> = vgg16(input('batch', 3, 224, 224), evaluating);
export const w: Tensor<[25088, 4096]> = grad(mean(y), paramsOf(layers)).f6.w;
