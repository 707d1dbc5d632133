// What `npm run models` runs: name, input, steps.
import type { Definition } from '../../dsl/graph.ts';
import type { Model, NamedParameter } from '../../dsl/nn/index.ts';
import { model } from '../../dsl/nn/model.ts';
import { alexNet, leNet, resNet, transformer, vgg } from '../../dsl/nn/nets/index.ts';
import { input } from '../../dsl/ops/leaves.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import { sgd } from '../../dsl/optim/index.ts';
import type { Tensor } from '../../dsl/tensor.ts';
import { predictStep, trainStep } from '../../dsl/train.ts';

export interface Architecture {
  readonly name: string;
  /** made when its turn comes: only one is held at a time */
  readonly make: () => {
    readonly parameters: readonly NamedParameter[];
    /** the inputs -> output */
    readonly forward: Definition;
    /** the inputs, target -> loss */
    readonly training?: Definition;
  };
  /** of one example, by name */
  readonly inputs: Readonly<Record<string, Drawn>>;
}

/** Numbers in [0, 1), or whole ones below a limit. */
export interface Drawn {
  readonly shape: readonly number[];
  readonly below?: number;
}

const image = { input: { shape: [3, 224, 224] } };

/** The base Transformer (Vaswani et al. 2017), with the 37,000 symbols of its English and German. */
function base() {
  const sizes = {
    source: 37_000,
    target: 37_000,
    width: 512,
    hidden: 2048,
    heads: 8,
    blocks: 6,
    shared: true,
  } as const;
  const inputs = { source: input.i32('batch', 64), target: input.i32('batch', 64) };
  const whole = model(
    { net: transformer(sizes) },
    inputs,
    (p, { source, target }) => p.net(source, target),
    'transformer',
  );
  return { parameters: whole.parameters, forward: predictStep(whole) };
}
const sentence = { shape: [64], below: 37_000 };

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
  { name: 'lenet', make: () => of(leNet()), inputs: { input: { shape: [1, 28, 28] } } },
  { name: 'alexnet', make: () => of(alexNet()), inputs: image },
  ...([11, 13, 16, 19] as const).map((d) => ({ name: `vgg${d}`, make: () => of(vgg(d)), inputs: image })),
  { name: 'resnet18', make: () => of(resNet(18), true), inputs: image },
  { name: 'resnet34', make: () => of(resNet(34)), inputs: image },
  ...([50, 101, 152] as const).map((d) => ({ name: `resnet${d}`, make: () => of(resNet(d)), inputs: image })),
  { name: 'transformer', make: base, inputs: { source: sentence, target: sentence } },
];
