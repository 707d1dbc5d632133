// What batch normalisation buys (Ioffe and Szegedy 2015): the same deep network of sigmoid units with and without it,
// trained until it reads 95 % of the held-out digits. Counted are steps.
import {
  affine,
  batchNorm,
  crossCorrelate,
  flatten,
  input,
  type Mode,
  maxPool,
  model,
  momentum,
  pipe,
  sigmoid,
  type Tensor,
} from '../runtime/index.ts';
import { type DigitReader, learnDigits } from './kit/classify.ts';
import type { Example, Studio } from './kit/example.ts';

const pool = maxPool(2, { stride: 2 });
const layers = () => ({
  first: crossCorrelate(1, 6, 5, { padding: 2 }),
  second: crossCorrelate(6, 16, 5),
  third: affine(400, 120),
  fourth: affine(120, 84),
  out: affine(84, 10),
});

/** [batch, 1, 28, 28] -> [batch, 10], four hidden layers */
export const plain = model(
  layers(),
  input('batch', 1, 28, 28),
  (p, x) => {
    const images = pipe(x, p.first, sigmoid, pool, p.second, sigmoid, pool);
    return pipe(images, flatten, p.third, sigmoid, p.fourth, sigmoid, p.out);
  },
  'plain',
);

const norms = () => ({ first: batchNorm(6), second: batchNorm(16), third: batchNorm(120), fourth: batchNorm(84) });

/** The same with a normalisation before each nonlinearity. */
export const normalized = model(
  { ...layers(), norms: norms() },
  input('batch', 1, 28, 28),
  (p, x: Tensor<['batch', 1, 28, 28]>, mode: Mode) => {
    const { first, second, third, fourth } = p.norms;
    const images = pipe(x, p.first, first(mode), sigmoid, pool, p.second, second(mode), sigmoid, pool);
    return pipe(images, flatten, p.third, third(mode), sigmoid, p.fourth, fourth(mode), sigmoid, p.out);
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
