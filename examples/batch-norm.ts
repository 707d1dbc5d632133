// What batch normalisation buys (Ioffe and Szegedy 2015): the same deep network of sigmoid units with and without it,
// trained until it reads 95 % of the held-out digits. Counted are steps.
import {
  affine,
  batchNorm,
  flatten,
  glorotUniform,
  input,
  type Mode,
  model,
  momentum,
  pipe,
  sigmoid,
  type Tensor,
} from '../runtime/index.ts';
import { type DigitReader, learnDigits } from './kit/classify.ts';
import type { Example, Studio } from './kit/example.ts';

const weights = { initializer: glorotUniform };
const width = 200;
const layers = () => ({
  first: affine(784, width, weights),
  second: affine(width, width, weights),
  third: affine(width, width, weights),
  fourth: affine(width, width, weights),
  out: affine(width, 10, weights),
});

/** [batch, 1, 28, 28] -> [batch, 10], four hidden layers */
export const plain = model(
  layers(),
  input('batch', 1, 28, 28),
  (p, x) => pipe(x, flatten, p.first, sigmoid, p.second, sigmoid, p.third, sigmoid, p.fourth, sigmoid, p.out),
  'plain',
);

const norms = () => ({
  first: batchNorm(width),
  second: batchNorm(width),
  third: batchNorm(width),
  fourth: batchNorm(width),
});

/** The same with a normalisation before each nonlinearity. */
export const normalized = model(
  { ...layers(), norms: norms() },
  input('batch', 1, 28, 28),
  (p, x: Tensor<['batch', 1, 28, 28]>, mode: Mode) => {
    const { first, second, third, fourth } = p.norms;
    const half = pipe(x, flatten, p.first, first(mode), sigmoid, p.second, second(mode), sigmoid);
    return pipe(half, p.third, third(mode), sigmoid, p.fourth, fourth(mode), sigmoid, p.out);
  },
  'normalized',
);

const goal = 0.95;
const every = 40;

export default {
  name: 'batch-norm',
  about: 'the same deep network with and without batch normalisation: steps until it reads 95 % of the digits',
  metric: 'steps without, divided by steps with',
  threshold: 2,
  better: 'higher',
  async run(studio) {
    const without = await stepsTo(studio, 'without batch norm', plain);
    const with_ = await stepsTo(studio, 'with batch norm', normalized);
    return {
      value: without.steps / with_.steps,
      curves: [{ ...without.curve, mayFail: true }, with_.curve],
      more: { 'steps without': without.steps, 'steps with': with_.steps },
    };
  },
} satisfies Example;

async function stepsTo(studio: Studio, name: string, network: DigitReader) {
  let steps = Number.POSITIVE_INFINITY;
  const { curve } = await learnDigits(studio, {
    ...{ name, model: network, epochs: 30, optimizer: momentum(0.05) },
    after: async ({ step, accuracy }) => {
      if (step % every !== 0 || (await accuracy()) < goal) return false;
      steps = step;
      return true;
    },
  });
  // never reached: at least as many as were taken
  return { curve, steps: Number.isFinite(steps) ? steps : curve.losses.length };
}
