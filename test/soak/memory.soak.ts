// Memory over 10,000 steps of the benchmark's MLP, 784-512-256-10 at batch 128: minutes, so not among the tests.
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../dsl/graph.ts';
import { choose } from '../../runtime/gpujs.ts';
import {
  affine,
  type Backend,
  compile,
  cpu,
  crossEntropy,
  input,
  model,
  pipe,
  relu,
  sgd,
  trainStep,
} from '../../runtime/index.ts';
import { growth, type Held, heldAfter } from '../runtime/memory.ts';

/** The benchmark's, and a small one where a step is many launches of small kernels. */
const networks = {
  large: model(
    { first: affine(784, 512), second: affine(512, 256), out: affine(256, 10) },
    input('batch', 784),
    (p, x) => pipe(x, p.first, relu, p.second, relu, p.out),
  ),
  small: model({ first: affine(64, 32), second: affine(32, 16), out: affine(16, 10) }, input('batch', 64), (p, x) =>
    pipe(x, p.first, relu, p.second, relu, p.out),
  ),
};

interface Soak {
  readonly definition: Definition;
  readonly batch: number;
  /** values of one example */
  readonly size: number;
  readonly on: Backend;
}

const large = { definition: trainStep(networks.large, crossEntropy, sgd(0.01)), batch: 128, size: 784 };
const small = { definition: trainStep(networks.small, crossEntropy, sgd(0.01)), batch: 16, size: 64 };

async function* training({ definition, batch, size, on }: Soak): AsyncGenerator<void> {
  const step = await compile(definition, { batch }, { on });
  const feeds = {
    input: Float32Array.from({ length: batch * size }, (_, i) => Math.abs(Math.sin(i))),
    target: Int32Array.from({ length: batch }, (_, i) => i % 10),
  };
  let state = step.initialState(1);
  for (;;) {
    ({ state } = await step.run(state, feeds));
    yield;
  }
}

const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(2)} MiB`;
const line = ({ heap, outside }: Held) => `heap ${mebibytes(heap)}, outside ${mebibytes(outside)}`;

async function soak(what: string, given: Soak): Promise<Held> {
  const found = await heldAfter([100, steps], training(given));
  console.log(`${what}: after 100 steps ${line(found[0]!)}; after ${steps} ${line(found[1]!)}`);
  return growth(found);
}

const steps = 10_000;
const flat = 0.05;

describe('what is held after 100 steps is held at the end', () => {
  it('cpu, 784-512-256-10, batch 128, 10,000 steps', async () => {
    const { heap, outside } = await soak('cpu', { ...large, on: cpu() });
    expect(heap).toBeLessThan(flat);
    expect(outside).toBeLessThan(flat);
  });

  it.each(['gpujs:webasm', 'gpujs:cpu'] as const)('%s, 64-32-16-10, batch 16, 10,000 steps', async (name) => {
    const { heap, outside } = await soak(name, { ...small, on: await choose(name) });
    expect(heap).toBeLessThan(flat);
    expect(outside).toBeLessThan(flat);
  });
});
