// The training loop over models with more named dimensions than the batch.
import { describe, expect, it } from 'vitest';
import {
  add,
  affine,
  crossEntropy,
  dataset,
  input,
  model,
  permute,
  scan,
  sgd,
  fit as steps,
  tanh,
  trainStep,
  zeros,
} from '../../runtime/index.ts';

/** The last state of a recurrence over rows of 'time'. */
const recurrent = model(
  { next: affine(4, 4), read: affine(3, 4), out: affine(4, 2) },
  input('batch', 'time', 3),
  (p, xs) => {
    const { carry } = scan(zeros('batch', 4), permute(xs, 1, 0, 2), (h, x) => {
      const state = tanh(add(p.next(h), p.read(x)));
      return [state, state];
    });
    return p.out(carry);
  },
  'recurrent',
);
const step = trainStep(recurrent, crossEntropy, sgd(0.1));
const labels = Int32Array.of(0, 1, 1, 0, 1);
const data = dataset({ inputs: new Float32Array(5 * 6 * 3).fill(0.1), labels, shape: [6, 3], classes: 2 });
const first = async (options: Partial<Parameters<typeof steps>[1]>) =>
  (await steps(step, { data, batch: 2, epochs: 1, ...options }).next()).value;

describe('named dimensions other than the batch', () => {
  it('have the sizes that are given', async () => {
    const seen: number[] = [];
    for await (const { batch, outputs } of steps(step, { data, batch: 2, epochs: 1, sizes: { time: 6 } })) {
      seen.push(batch.count);
      expect(outputs.loss![0]).toBeCloseTo(Math.log(2), 0);
    }
    expect(seen).toEqual([2, 2, 1]);
  });

  it('must be given', () =>
    expect(first({})).rejects.toThrow(
      "fit: trainStep(recurrent) has the dimensions batch, time; give the sizes of all but the batch's, e.g. sizes: { time: 32 }",
    ));

  it('must exist', () =>
    expect(first({ sizes: { time: 6, width: 3 } })).rejects.toThrow("has no dimension named 'width'"));
});
