// Normalisation: (x - mu) / sqrt(E[x^2] - mu^2), per feature over the batch, or over the coordinates of one sample.
import { describe, expect, test } from 'vitest';
import {
  add,
  batchNorm,
  constant,
  div,
  groupNorm,
  layerNorm,
  mean,
  mul,
  reshape,
  rmsNorm,
  sqrt,
  square,
  sub,
  type Tensor,
} from '../../dsl/index.ts';
import { Training } from '../../dsl/nn/mode.ts';
import { keyOf } from '../../dsl/ops/random.ts';
import { outputsOf } from '../laws/agreement.ts';
import { real } from '../laws/cases/case.ts';
import { inNode } from '../laws/targets.ts';
import { trialOf } from '../laws/trial.ts';
import { identity } from './identity.ts';

const plain = { epsilon: 0, scaleAndShift: false } as const;
const training = () => new Training(() => keyOf(0));

/** (x - E[x]) / sqrt(E[x^2] - E[x]^2), E over `axes` */
function normalised(x: Tensor<never[]>, axes: readonly number[]): unknown {
  const of = x as unknown as Tensor<[2, 2, 2]>;
  const E = (t: Tensor<[2, 2, 2]>) => mean(t, axes as [0], { keepDims: true });
  const mu = E(of);
  return div(sub(of, mu), sqrt(sub(E(square(of)), square(mu))));
}

identity('batch norm is (x - mu) / sqrt(E[x^2] - mu^2)', [real([8, 5])], (x: Tensor<[8, 5]>) => [
  batchNorm(5, plain)(training())(x),
  normalised(x as never, [0]),
]);
identity('of images, over the positions too', [real([3, 4, 5, 2])], (x: Tensor<[3, 4, 5, 2]>) => [
  batchNorm(4, plain)(training())(x),
  normalised(x as never, [0, 2, 3]),
]);
identity('of sequences [batch, time, features]', [real([3, 5, 4])], (x: Tensor<[3, 5, 4]>) => [
  batchNorm(4, { ...plain, axis: -1 })(training())(x),
  normalised(x as never, [0, 1]),
]);
identity('layer norm is the same over the coordinates of one sample', [real([3, 4, 6])], (x: Tensor<[3, 4, 6]>) => [
  layerNorm(6, plain)(x),
  normalised(x as never, [2]),
]);
identity('rms norm is x / sqrt(E[x^2]), of which layer norm is that of x - mu', [real([3, 6])], (x: Tensor<[3, 6]>) => {
  const norm = rmsNorm(6, { epsilon: 0 });
  const ones = constant([1, 1, 1, 1, 1, 1], 6);
  const scaled = (t: Tensor<[3, 6]>) => div(mul(t, ones), sqrt(mean(square(t), -1, { keepDims: true })));
  // the layer's scale is a parameter, at first one
  expect(norm.params.scale).toBeDefined();
  const centred = sub(x, mean(x, -1, { keepDims: true }));
  return [layerNorm(6, plain)(x), scaled(centred)];
});
identity(
  'group norm over as many groups as channels is that of each channel',
  [real([3, 4, 5])],
  (x: Tensor<[3, 4, 5]>) => [groupNorm(4, 4, plain)(x), normalised(x as never, [2])],
);
identity('group norm of one group is layer norm of the whole sample', [real([3, 4, 5])], (x: Tensor<[3, 4, 5]>) => [
  groupNorm(4, 1, plain)(x),
  reshape(layerNorm(20, plain)(reshape(x, 3, 20)), 3, 4, 5),
]);
identity('group norm normalises channels that stand together', [real([2, 6, 3])], (x: Tensor<[2, 6, 3]>) => [
  groupNorm(6, 2, plain)(x),
  reshape(layerNorm(9, plain)(reshape(x, 2, 2, 9)), 2, 6, 3),
]);

describe('computed stably: far from zero the second form of the variance has no digits left in float32', () => {
  const sample = { ...real([16, 3], 4000, 4001) };
  const f = (x: unknown) => [
    batchNorm(3, plain)(training())(x as Tensor<[16, 3]>),
    batchNorm(3, plain)(training())(sub(x as Tensor<[16, 3]>, 4000)),
    add(normalised(x as never, [0]) as Tensor<[16, 3]>, 0),
  ];
  test.each(Object.entries(inNode))('%s', async (_, open) => {
    const t = trialOf({ name: 'far', inputs: [sample], f }, 3);
    const [far, near, careless] = await outputsOf(t.outputs, t.leaves, t.values, await open());
    const apart = (a: ArrayLike<number>) => Math.max(...Array.from(near!, (v, i) => Math.abs(v - a[i]!)));
    expect(apart(far!)).toBeLessThan(2e-3);
    // NaN or far off
    expect(apart(careless!)).not.toBeLessThan(0.05);
  });
});
