// A mixture of experts: as many as the list has widths, of those widths, and each of use.
import { expect, it } from 'vitest';
import { digits, epochsOf } from '../../examples/kit/classify.ts';
import { learn } from '../../examples/kit/learn.ts';
import { mixture } from '../../examples/mixture.ts';
import { adam, compile, crossEntropy, evaluateStep, trainStep } from '../../runtime/index.ts';
import { studio } from './studio.ts';

it.each([[[12]], [[8, 4, 12]]])('reads digits with experts of widths %j', { timeout: 60_000 }, async (widths) => {
  const network = mixture(784, widths);
  const { train, test } = await digits(studio);
  const { state } = await learn(studio, {
    ...{ name: 'mixture', steps: 160, sizes: { batch: 50 } },
    step: trainStep(network, crossEntropy, adam(0.01)),
    feeds: epochsOf(train, studio.seed, false),
  });
  const kept = await state.snapshot();
  expect(kept.get('gate.w')?.shape).toEqual([784, widths.length]);
  expect(widths.map((_, i) => kept.get(`experts.${i}.hidden.w`)?.shape[1])).toEqual(widths);
  const evaluate = await compile(evaluateStep(network, crossEntropy), { batch: test.count }, { on: studio.on });
  const { outputs } = await evaluate.run(state, { input: test.inputs, target: test.labels });
  expect(outputs.correct[0]! / test.count).toBeGreaterThan(0.85);
});
