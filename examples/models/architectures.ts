// What `npm run models` runs: name, input, steps.
import type { Definition } from '../../dsl/graph.ts';
import type { Model, NamedParameter } from '../../dsl/nn/index.ts';
import { alexNet, leNet, resNet, vgg } from '../../dsl/nn/nets/index.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import { sgd } from '../../dsl/optim/index.ts';
import type { Tensor } from '../../dsl/tensor.ts';
import { predictStep, trainStep } from '../../dsl/train.ts';

export interface Architecture {
  readonly name: string;
  /** made when its turn comes: only one is held at a time */
  readonly make: () => {
    readonly parameters: readonly NamedParameter[];
    /** input -> output */
    readonly forward: Definition;
    /** input, target -> loss */
    readonly training?: Definition;
  };
  /** of one input; all are f32 images */
  readonly shape: readonly number[];
}

const image = [3, 224, 224];

/** Of any model of images: only its forward step, unless a step of training is asked for. */
function of<M, I>(model: Model<M, I, Tensor<['batch', 1000]>> | Model<M, I, Tensor<['batch', 10]>>, trains = false) {
  const forward = predictStep(model as Model<M, I, unknown>);
  if (!trains) return { parameters: model.parameters, forward };
  return {
    parameters: model.parameters,
    forward,
    training: trainStep(model as Model<M, I, unknown>, crossEntropy, sgd(0.1)),
  };
}

export const architectures: readonly Architecture[] = [
  { name: 'lenet', make: () => of(leNet()), shape: [1, 28, 28] },
  { name: 'alexnet', make: () => of(alexNet()), shape: image },
  ...([11, 13, 16, 19] as const).map((d) => ({ name: `vgg${d}`, make: () => of(vgg(d)), shape: image })),
  { name: 'resnet18', make: () => of(resNet(18), true), shape: image },
  { name: 'resnet34', make: () => of(resNet(34)), shape: image },
  ...([50, 101, 152] as const).map((d) => ({ name: `resnet${d}`, make: () => of(resNet(d)), shape: image })),
];
