// ResNet-152 (He et al. 2016), its blocks generic in channels and image size: type-checked, not run.
import { affine } from '../../../dsl/nn/affine.ts';
import { batchNorm } from '../../../dsl/nn/batchNorm.ts';
import { pipe } from '../../../dsl/nn/compose.ts';
import { crossCorrelate } from '../../../dsl/nn/correlate.ts';
import { evaluating, type Mode } from '../../../dsl/nn/mode.ts';
import { maxPool } from '../../../dsl/nn/pool.ts';
import { paramsOf } from '../../../dsl/nn/tree.ts';
import { relu } from '../../../dsl/ops/activations.ts';
import { add } from '../../../dsl/ops/binary.ts';
import { grad } from '../../../dsl/ops/gradient.ts';
import { input } from '../../../dsl/ops/leaves.ts';
import { globalMeanPool } from '../../../dsl/ops/pool.ts';
import { mean, softmax } from '../../../dsl/ops/reduce.ts';
import type { Dim } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

/** identity bottleneck C -> M -> C */
function block<C extends Dim, M extends Dim>(c: C, m: M) {
  const net = {
    a: crossCorrelate(c, m, 1),
    an: batchNorm(m),
    b: crossCorrelate(m, m, 3, { padding: 1 }),
    bn: batchNorm(m),
    c: crossCorrelate(m, c, 1),
    cn: batchNorm(c),
  };
  return {
    net,
    run: <B extends Dim, H extends Dim, W extends Dim>(x: Tensor<[B, C, H, W]>, mode: Mode) =>
      relu(add(pipe(x, net.a, net.an(mode), relu, net.b, net.bn(mode), relu, net.c, net.cn(mode)), x)),
  };
}
/** projecting bottleneck I -> M -> O, strided */
function down<I extends Dim, M extends Dim, O extends Dim, S extends 1 | 2>(i: I, m: M, o: O, stride: S) {
  const net = {
    a: crossCorrelate(i, m, 1),
    an: batchNorm(m),
    b: crossCorrelate(m, m, 3, { padding: 1, stride }),
    bn: batchNorm(m),
    c: crossCorrelate(m, o, 1),
    cn: batchNorm(o),
    s: crossCorrelate(i, o, 1, { stride }),
    sn: batchNorm(o),
  };
  return {
    net,
    run: <B extends Dim, H extends Dim, W extends Dim>(x: Tensor<[B, I, H, W]>, mode: Mode) => {
      const main = pipe(x, net.a, net.an(mode), relu, net.b, net.bn(mode), relu, net.c, net.cn(mode));
      return relu(add(main, pipe(x, net.s, net.sn(mode))));
    },
  };
}
/** one stage: a projection and n - 1 identity blocks, in a loop */
function stage<I extends Dim, M extends Dim, O extends Dim, S extends 1 | 2>(n: number, i: I, m: M, o: O, stride: S) {
  const first = down(i, m, o, stride);
  const rest = Array.from({ length: n - 1 }, () => block(o, m));
  return {
    net: { first: first.net, rest: rest.map((b) => b.net) },
    run: <B extends Dim, H extends Dim, W extends Dim>(x: Tensor<[B, I, H, W]>, mode: Mode) => {
      let h = first.run(x, mode);
      for (const b of rest) h = b.run(h, mode);
      return h;
    },
  };
}
const s1 = stage(3, 64, 64, 256, 1),
  s2 = stage(8, 256, 128, 512, 2),
  s3 = stage(36, 512, 256, 1024, 2),
  s4 = stage(3, 1024, 512, 2048, 2);
export const net = {
  stem: crossCorrelate(3, 64, 7, { stride: 2, padding: 3 }),
  norm: batchNorm(64),
  s1: s1.net,
  s2: s2.net,
  s3: s3.net,
  s4: s4.net,
  head: affine(2048, 1000),
};
export function resnet152<B extends Dim>(x: Tensor<[B, 3, 224, 224]>, mode: Mode) {
  const stem = pipe(x, net.stem, net.norm(mode), relu, maxPool(3, { stride: 2, padding: 1 }));
  const features = s4.run(s3.run(s2.run(s1.run(stem, mode), mode), mode), mode);
  return pipe(features, globalMeanPool, net.head, softmax);
}
export const y: Tensor<['batch', 1000]> = resnet152(input('batch', 3, 224, 224), evaluating);
const g = grad(mean(y), paramsOf(net));
export const w: Tensor<[256, 256, 3, 3]> = g.s3.rest[0]!.b.w;
