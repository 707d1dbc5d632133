// Memory stays flat over 10,000 steps of a small network. The real MLP takes a minute and more: npm run soak:memory.
import { describe, expect, it } from 'vitest';
import { dataset } from '../../runtime/data/index.ts';
import {
  affine,
  compile,
  crossEntropy,
  input,
  model,
  momentum,
  relu,
  fit as train,
  trainStep,
} from '../../runtime/index.ts';
import { growth, type Held, heldAfter } from './memory.ts';

const batch = 8;
const size = 16;
const steps = 10_000;
const net = model({ hidden: affine(size, 32), out: affine(32, 4) }, input('batch', size), (p, x) =>
  p.out(relu(p.hidden(x))),
);
const definition = trainStep(net, crossEntropy, momentum(0.01));
const values = (count: number) => Float32Array.from({ length: count * size }, (_, i) => Math.sin(i));
const labels = (count: number) => Int32Array.from({ length: count }, (_, i) => i % 4);

async function* byHand(): AsyncGenerator<void> {
  const step = await compile(definition, { batch });
  let state = step.initialState(1);
  for (;;) {
    ({ state } = await step.run(state, { input: values(batch), target: labels(batch) }));
    yield;
  }
}

/** Two batches and a smaller one an epoch: states move between two programs. */
const byFit = () =>
  train(definition, {
    data: dataset({ inputs: values(20), labels: labels(20), shape: [size], classes: 4 }),
    batch,
    epochs: Math.ceil(steps / 3),
  });

/** Loses something small at every step, on purpose. */
async function* leaking(): AsyncGenerator<void> {
  const kept: unknown[] = [];
  const views: unknown[] = [];
  for await (const _ of byHand()) {
    kept.push(new Array(25).fill(kept.length + 0.5));
    views.push(new Float32Array(200));
    yield;
  }
}

const flat = 0.05;
const grown = async (loop: AsyncIterable<unknown>): Promise<Held> => growth(await heldAfter([100, steps], loop));

describe('after 100 and after 10,000 steps, the same is held', () => {
  it.each([
    ['a loop by hand', byHand],
    ['fit', byFit],
  ])('%s', async (_, loop) => {
    const { heap, outside } = await grown(loop());
    expect(heap).toBeLessThan(flat);
    expect(outside).toBeLessThan(flat);
  });

  it('a loop that leaks would be noticed', async () => {
    const { heap, outside } = await grown(leaking());
    expect(heap).toBeGreaterThan(flat);
    expect(outside).toBeGreaterThan(flat);
  });
});
