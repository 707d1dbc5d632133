// The training loop: what it feeds, how it is stopped and goes on, what it refuses, and other named dimensions.
import { describe, expect, it } from 'vitest';
import { dataset } from '../../runtime/data/index.ts';
import {
  add,
  affine,
  compile,
  crossEntropy,
  type FitEvent,
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

describe('a classifier of noisy points', () => {
  const count = 50;
  const noise = (i: number) => Math.sin(12.9898 * i) * 0.4;
  const classOf = (i: number) => (i * 7) % 3;
  const points = dataset({
    inputs: Float32Array.from({ length: count * 4 }, (_, i) => (i % 4 === classOf(i >> 2) ? 1 : 0) + noise(i)),
    labels: Int32Array.from({ length: count }, (_, i) => classOf(i)),
    shape: [4],
    classes: 3,
  });
  const net = model({ hidden: affine(4, 8), out: affine(8, 3) }, input('batch', 4), (p, x) => p.out(tanh(p.hidden(x))));
  const definition = trainStep(net, crossEntropy, sgd(0.5));
  const options = { data: points, batch: 16, epochs: 4, seed: 3 };
  const stepsPerEpoch = 4;

  async function all(more: Partial<Parameters<typeof steps>[1]> = {}): Promise<FitEvent[]> {
    const events: FitEvent[] = [];
    for await (const event of steps(definition, { ...options, ...more })) events.push(event);
    return events;
  }
  /** The first steps; then the loop is left. */
  async function begin(many: number): Promise<FitEvent[]> {
    const events: FitEvent[] = [];
    for await (const event of steps(definition, options)) {
      events.push(event);
      if (events.length === many) break;
    }
    return events;
  }
  const losses = (events: readonly FitEvent[]) => events.map((e) => e.outputs.loss![0]!);
  const lastValues = async (events: readonly FitEvent[]) =>
    [...(await events.at(-1)!.state.snapshot())].map(([name, t]) => [name, ...t.data]);

  it('each epoch shows every example once, the last batch with what is left', async () => {
    const events = await all();
    expect(events.map((e) => e.batch.count)).toEqual(Array(4).fill([16, 16, 16, 2]).flat());
    for (let epoch = 0; epoch < 4; epoch++) {
      const shown = events.slice(epoch * stepsPerEpoch, (epoch + 1) * stepsPerEpoch);
      const seen = shown.flatMap((e) => [...e.batch.indices]).sort((a, b) => a - b);
      expect(seen).toEqual(Array.from({ length: count }, (_, i) => i));
    }
    expect(losses(events).at(-1)).toBeLessThan(losses(events)[0]! / 2);
    expect(events.slice(2, 5).map((e) => e.position)).toEqual([
      { step: 3, epoch: 0, batch: 3 },
      { step: 4, epoch: 1, batch: 0 },
      { step: 5, epoch: 1, batch: 1 },
    ]);
    expect(events[0]!.stepsPerEpoch).toBe(stepsPerEpoch);
  });

  it('the last batch is trained on its own size: its loss is that of its examples alone', async () => {
    const { batch, outputs } = (await all({ epochs: 1 }))[3]!;
    const { state } = (await begin(3))[2]!;
    const two = await compile(definition, { batch: 2 });
    const alone = await two.run(state, { input: batch.inputs, target: batch.labels });
    expect(alone.outputs.loss).toEqual(outputs.loss);
  });

  it('leaving the loop stops it; the last state is good, and goes on to the same bits', async () => {
    const whole = await all();
    const begun = await begin(6);
    const { state, position } = begun[5]!;
    const rest = await all({ state, from: position });
    expect([...losses(begun), ...losses(rest)]).toEqual(losses(whole));
    expect(await lastValues(rest)).toEqual(await lastValues(whole));
  });

  it('a signal stops it after the step that is under way', async () => {
    const stop = new AbortController();
    const events: FitEvent[] = [];
    for await (const event of steps(definition, { ...options, signal: stop.signal })) {
      events.push(event);
      if (events.length === 5) stop.abort();
    }
    expect(events.length).toBe(5);
    const { state, position } = events[4]!;
    const rest = await all({ state, from: position });
    expect(losses(rest)).toEqual(losses(await all()).slice(5));
    expect(await all({ signal: AbortSignal.abort() })).toEqual([]);
  });

  it('the seed decides the first state and the order', async () => {
    expect(losses(await all())).toEqual(losses(await all()));
    expect(losses(await all({ seed: 4 }))).not.toEqual(losses(await all()));
  });

  it('feeds are what the caller makes of a batch', async () => {
    const dark = await all({
      epochs: 1,
      feeds: (b) => ({ input: new Float32Array(b.inputs.length), target: b.labels }),
    });
    expect(losses(dark)).not.toEqual(losses(await all({ epochs: 1 })));
  });

  it.each([
    ['zero epochs', { epochs: 0 }, 'fit: epochs is 0, expected 1 or more'],
    ['fewer', { epochs: -1 }, 'fit: epochs is -1, expected 1 or more'],
    ['epochs that are no number', { epochs: Number.NaN }, 'fit: epochs is NaN, expected 1 or more'],
    ['a batch of nothing', { batch: 0 }, 'batch: expected an integer of at least 1, got 0'],
    ['a batch larger than the data', { batch: 51 }, 'batch: 51 is larger than the data, which has 50 examples'],
  ])('%s is an error', (_, wrong, message) => expect(all(wrong)).rejects.toThrow(message));

  it('NaN in the data stops it before the step that would use it, naming step and tensor', async () => {
    const inputs = points.inputs.slice();
    inputs[4 * 41 + 2] = Number.NaN;
    const events: FitEvent[] = [];
    const run = async () => {
      for await (const event of steps(definition, { ...options, data: { ...points, inputs } })) events.push(event);
    };
    await expect(run()).rejects.toThrow(/^step \d: 'inputs' holds NaN at \[\d+, 2\]$/);
    for (const { data: values } of (await events.at(-1)!.state.snapshot()).values()) {
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });

  it('a loss that is not finite stops it, naming the step', () => {
    const wild = trainStep(net, crossEntropy, sgd(1e38));
    const run = async () => {
      for await (const _ of steps(wild, options));
    };
    return expect(run()).rejects.toThrow(/^step [2-9]: 'loss' became (NaN|Infinity); training diverged: lower the/);
  });
});
