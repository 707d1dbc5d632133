// A U-Net (Ronneberger, Fischer and Brox 2015) takes noise off pictures of any size: they are halved twice and doubled twice,
// and what was seen on the way down is seen again on the way up. '4*H' rows are 'H' at the bottom, and '4*H' at the end.

import type { Dataset } from '../runtime/data/dataset.ts';
import {
  adam,
  compile,
  concat,
  cosineDecay,
  crossCorrelate,
  crossCorrelateTransposed,
  evaluateStep,
  input,
  maxPool,
  model,
  pipe,
  relu,
  squaredError,
  trainStep,
} from '../runtime/index.ts';
import type { State } from '../runtime/state.ts';
import { digits } from './kit/classify.ts';
import type { Example, Studio } from './kit/example.ts';
import { type Learned, learn } from './kit/learn.ts';
import { deviation, noisy } from './kit/noise.ts';

const same = { padding: 1 } as const;
const half = maxPool(2, { stride: 2 });

/** [batch, 1, 4*H, 4*W] -> the same: pictures without their noise */
export const network = model(
  {
    first: crossCorrelate(1, 8, 3, same),
    second: crossCorrelate(8, 16, 3, same),
    bottom: crossCorrelate(16, 32, 3, same),
    upSecond: crossCorrelateTransposed(32, 16, 2, { stride: 2 }),
    joinSecond: crossCorrelate(32, 16, 3, same),
    upFirst: crossCorrelateTransposed(16, 8, 2, { stride: 2 }),
    joinFirst: crossCorrelate(16, 8, 3, same),
    out: crossCorrelate(8, 1, 1),
  },
  input('batch', 1, '4*H', '4*W'),
  (p, x) => {
    const whole = pipe(x, p.first, relu);
    const halves = pipe(whole, half, p.second, relu);
    const quarters = pipe(halves, half, p.bottom, relu);
    const second = pipe(concat(1, halves, p.upSecond(quarters)), p.joinSecond, relu);
    return pipe(concat(1, whole, p.upFirst(second)), p.joinFirst, relu, p.out);
  },
  'unet',
);

const batch = 20;
const examined = 200;

/** What is left of the noise on digits in pictures of `side` by `side`: the mean squared error, over the noise's. */
export async function left(studio: Studio, state: State, data: Dataset, side: number): Promise<number> {
  const sizes = { batch: examined, '4*H': side, '4*W': side };
  const evaluate = await compile(evaluateStep(network, squaredError), sizes, { on: studio.on });
  const [feeds] = noisy(data, studio.seed, { batch: examined, side });
  return (await evaluate.run(state, feeds!)).outputs.loss![0]! / deviation ** 2;
}

/** Learned on pictures of 28 by 28. */
export function denoising(studio: Studio, data: Dataset, steps: number): Promise<Learned> {
  return learn(studio, {
    ...{ name: 'unet', steps, sizes: { batch, H: 7, W: 7 } },
    step: trainStep(network, squaredError, adam(cosineDecay(0.004, steps))),
    feeds: noisy(data, studio.seed, { batch, side: 28 }),
  });
}

export default {
  name: 'unet',
  about: 'a U-Net learns to take noise off digits of 28 by 28, and does so at 32 by 32 with the same weights',
  metric: 'share of the noise that is left, at the worse of the two sizes',
  threshold: 0.08,
  better: 'lower',
  async run(studio) {
    const { train, test } = await digits(studio);
    const { state, curve } = await denoising(studio, train, studio.quick ? 12 : 400);
    // one set of weights, a program for each size
    const [small, large] = [await left(studio, state, test, 28), await left(studio, state, test, 32)];
    return { value: Math.max(small, large), curves: [curve], more: { '28 by 28': small, '32 by 32': large } };
  },
} satisfies Example;
