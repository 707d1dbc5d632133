// Thirty layers deep: plain layers do not learn, and layers with a way around them do. The picture of gradients shows
// why: without a way around, they fade on their way back to the first layers (Hochreiter 1991; He et al. 2016).
import {
  affine,
  compile,
  crossEntropy,
  flatten,
  flow,
  gatedLinearUnit,
  highway,
  input,
  model,
  normalInitializer,
  pipe,
  relu,
  repeated,
  sgd,
  skip,
  trainStep,
} from '../runtime/index.ts';
import { type DigitReader, digits, epochsOf, learnDigits } from './kit/classify.ts';
import type { Example, Studio } from './kit/example.ts';
import { linePlot } from './kit/plot.ts';

const depth = 30;
const width = 50;

/** small enough that thirty sums stay in size (Zhang, Dauphin and Ma 2019) */
const small = { initializer: normalInitializer(0.05) };
const stack = <T>(layer: () => T): readonly T[] => Array.from({ length: depth }, layer);
const ends = () => ({ first: affine(784, width), out: affine(width, 10) });
const image = () => input('batch', 1, 28, 28);

/** relu(W x + b), thirty times */
export const plain = model(
  { ...ends(), maps: stack(() => affine(width, width)) },
  image(),
  (p, x) =>
    pipe(
      x,
      flatten,
      p.first,
      repeated(depth, (i) => flow(p.maps[i]!, relu)),
      p.out,
    ),
  'plain',
);

/** x + relu(W x + b) */
export const residual = model(
  { ...ends(), maps: stack(() => affine(width, width, small)) },
  image(),
  (p, x) =>
    pipe(
      x,
      flatten,
      p.first,
      repeated(depth, (i) => skip(flow(p.maps[i]!, relu))),
      p.out,
    ),
  'residual',
);

/** x + alpha relu(W x + b), alpha = sigmoid(V x + c) */
export const gated = model(
  { ...ends(), maps: stack(() => affine(width, width, small)), gates: stack(() => gatedLinearUnit(width, width)) },
  image(),
  (p, x) =>
    pipe(
      x,
      flatten,
      p.first,
      repeated(depth, (i) => skip(p.gates[i]!(flow(p.maps[i]!, relu)))),
      p.out,
    ),
  'gated',
);

/** (1 - alpha) x + alpha relu(W x + b) */
export const highways = model(
  { ...ends(), maps: stack(() => affine(width, width)), gates: stack(() => highway(width, { bias: -3 })) },
  image(),
  (p, x) =>
    pipe(
      x,
      flatten,
      p.first,
      repeated(depth, (i) => p.gates[i]!(flow(p.maps[i]!, relu))),
      p.out,
    ),
  'highway',
);

const networks: Readonly<Record<string, DigitReader>> = { plain, residual, gated, highway: highways };

/** The norm of the loss's gradient by the weights of each layer, before training: one step of SGD at rate 1 subtracts it. */
async function gradientNorms(studio: Studio, network: DigitReader): Promise<number[]> {
  const batch = 50;
  const step = await compile(trainStep(network, crossEntropy, sgd(1)), { batch }, { on: studio.on });
  const state = step.initialState(studio.seed);
  const before = await state.snapshot();
  const { train } = await digits(studio);
  const [feeds] = epochsOf(train, studio.seed, false);
  const after = await (await step.run(state, feeds!)).state.snapshot();
  return Array.from({ length: depth }, (_, i) => {
    const [old, next] = [before, after].map((tensors) => Array.from(tensors.get(`maps.${i}.w`)!.data));
    return Math.hypot(...old!.map((w, j) => w - next![j]!));
  });
}

export default {
  name: 'skip-and-gates',
  about: 'thirty layers: plain, residual, gated and highway networks read digits',
  metric: 'least held-out accuracy of residual, gated and highway',
  threshold: 0.95,
  better: 'higher',
  async run(studio) {
    const lines = [];
    const curves = [];
    const accuracies: Record<string, number> = {};
    for (const [name, network] of Object.entries(networks)) {
      const norms = await gradientNorms(studio, network);
      lines.push({ name, points: norms.map((norm, i): [number, number] => [i + 1, norm]) });
      const { accuracy, curve } = await learnDigits(studio, {
        name,
        model: network,
        epochs: 20,
        rate: 0.002,
        shift: true,
      });
      accuracies[name] = accuracy;
      curves.push({ ...curve, mayFail: name === 'plain' });
    }
    const title = 'gradient of the loss by depth, before training';
    await studio.save('gradients.svg', linePlot({ title, x: 'layer', y: 'norm', logarithmic: true, lines }));
    const { plain: fails, ...others } = accuracies;
    const value = Math.min(...Object.values(others));
    // what the example shows is the difference: a plain network that learned too would be no success
    return { value: fails! < 0.95 ? value : 0, curves, more: accuracies };
  },
} satisfies Example;
