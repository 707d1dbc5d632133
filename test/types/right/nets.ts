// The published architectures have exact types, from input to output and down to each weight.

import { pipe } from '../../../dsl/nn/compose.ts';
import { evaluating } from '../../../dsl/nn/mode.ts';
import type { Model } from '../../../dsl/nn/model.ts';
import { alexNet, alexNetSmall } from '../../../dsl/nn/nets/alexnet.ts';
import { denseBlock, transition } from '../../../dsl/nn/nets/dense.ts';
import { denseNet, denseNetSmall } from '../../../dsl/nn/nets/densenet.ts';
import { resNet, resNetSmall } from '../../../dsl/nn/nets/resnet.ts';
import { vgg, vggSmall } from '../../../dsl/nn/nets/vgg.ts';
import { layerOf, paramsOf } from '../../../dsl/nn/tree.ts';
import { grad } from '../../../dsl/ops/gradient.ts';
import { zeros } from '../../../dsl/ops/leaves.ts';
import { mean } from '../../../dsl/ops/reduce.ts';
import type { Dim } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

type Images = Tensor<['batch', 3, 224, 224]>;
type Digits = Tensor<['batch', 1, 28, 28]>;
const forward = <M, I, O>({ forward, layers, inputs }: Model<M, I, O>): O => forward(layers, inputs, evaluating);

const alex = alexNet();
export const alexInput: Images = alex.inputs;
export const alexOutput: Tensor<['batch', 1000]> = forward(alex);
const g = grad(mean(alexOutput), paramsOf(alex.layers));
export const alexFirst: Tensor<[64, 3, 11, 11]> = g.first.w;
export const alexHead: Tensor<[9216, 4096]> = g.head.first.w;

const sixteen = vgg(16);
export const vggOutput: Tensor<['batch', 1000]> = forward(sixteen);
export const vggThird: Tensor<[256, 256, 3, 3]> = paramsOf(sixteen.layers).three.rest[1]!.w;
export const vggHead: Tensor<[25088, 4096]> = paramsOf(sixteen.layers).head.first.w;

const basic = resNet(34);
export const basicOutput: Tensor<['batch', 1000]> = forward(basic);
export const basicProjection: Tensor<[128, 64, 1, 1]> = paramsOf(basic.layers).two.first.projection.correlation.w;
const bottleneck = resNet(152);
export const bottleneckOutput: Tensor<['batch', 1000]> = forward(bottleneck);
export const bottleneckSecond: Tensor<[256, 256, 3, 3]> = paramsOf(bottleneck.layers).three.rest[0]!.second.correlation
  .w;
export const bottleneckNorm: Tensor<[2048]> = paramsOf(bottleneck.layers).four.first.projection.norm.variance;

const dense = denseNet(121);
export const denseOutput: Tensor<['batch', 1000]> = forward(dense);
export const denseWeights: Tensor<[1024, 1000]> = paramsOf(dense.layers).out.w;
export const denseLast: Tensor<[128, 992, 1, 1]> = paramsOf(dense.layers).four[15].wide.correlation.w;
export const denseHalf: Tensor<[512]> = paramsOf(dense.layers).afterTwo.norm.scale;
export const deepest: Tensor<[1920, 1000]> = paramsOf(denseNet(201).layers).out.w;
export const denseDigits: Tensor<['batch', 10]> = forward(denseNetSmall(4, 8));
/** generic in the width and the growth */
export function denseStage<C extends number, N extends number, K extends number>(channels: C, layers: N, growth: K) {
  const block = denseBlock(channels, layers, growth);
  return layerOf(
    { block, half: transition(block.outputs) },
    <B extends Dim, H extends Dim, W extends Dim>(x: Tensor<[B, C, H, W]>) =>
      pipe(x, block(evaluating), transition(block.outputs)(evaluating)),
  );
}
export const staged: Tensor<[8, 32, 14, 14]> = denseStage(16, 6, 8)(zeros(8, 16, 28, 28));

const small = alexNetSmall([16, 24, 32, 32, 24], 64);
export const smallInput: Digits = small.inputs;
export const smallOutput: Tensor<['batch', 10]> = forward(small);
export const smallHead: Tensor<[96, 64]> = paramsOf(small.layers).head.first.w;
export const vggDigits: Tensor<['batch', 10]> = forward(vggSmall(2, [8, 16, 32], 64));
export const resNetDigits: Tensor<['batch', 10]> = forward(resNetSmall(2, [8, 16, 32]));
