// State handles: superseded, snapshot, restored, moved between programs; memory flat over many steps.
import { describe, expect, it } from 'vitest';
import {
  affine,
  compile,
  crossEntropy,
  evaluateStep,
  input,
  model,
  pipe,
  relu,
  sgd,
  trainStep,
} from '../../runtime/index.ts';

const net = () =>
  model(
    { hidden: affine(8, 16), out: affine(16, 3) },
    input('batch', 8),
    (p, x) => pipe(x, p.hidden, relu, p.out),
    'net',
  );

const x = Float32Array.from({ length: 4 * 8 }, (_, i) => Math.sin(i));
const target = Int32Array.of(0, 1, 2, 1);
const feeds = { input: x, target };

describe('state handles', () => {
  it('a superseded state is an error that says what to do', async () => {
    const step = await compile(trainStep(net(), crossEntropy, sgd(0.1)), { batch: 4 });
    const first = step.initialState(1);
    const { state } = await step.run(first, feeds);
    await expect(step.run(first, feeds)).rejects.toThrow(
      /superseded by the run that took it; use the state that the run returned/,
    );
    await expect(first.snapshot()).rejects.toThrow(/superseded/);
    expect((await state.snapshot()).get('hidden.w')?.shape).toEqual([8, 16]);
  });

  it('two states share a program without mixing', async () => {
    const step = await compile(trainStep(net(), crossEntropy, sgd(0.1)), { batch: 4 });
    const losses = async (seed: number) => {
      let state = step.initialState(seed);
      const out: number[] = [];
      for (let i = 0; i < 3; i++) {
        const result = await step.run(state, feeds);
        state = result.state;
        out.push(result.outputs.loss![0]!);
      }
      return out;
    };
    const [alone1, alone2] = [await losses(1), await losses(2)];
    let a = step.initialState(1);
    let b = step.initialState(2);
    for (let i = 0; i < 3; i++) {
      const ra = await step.run(a, feeds);
      const rb = await step.run(b, feeds);
      [a, b] = [ra.state, rb.state];
      expect(ra.outputs.loss![0]).toBe(alone1[i]);
      expect(rb.outputs.loss![0]).toBe(alone2[i]);
    }
    expect(alone1).not.toEqual(alone2);
  });

  it('restore(snapshot) goes on with the same bits', async () => {
    const step = await compile(trainStep(net(), crossEntropy, sgd(0.1)), { batch: 4 });
    const { state } = await step.run(step.initialState(3), feeds);
    const copy = await state.snapshot();
    const direct = await step.run(state, feeds);
    const resumed = await step.run(step.restore(copy), feeds);
    expect(resumed.outputs.loss).toEqual(direct.outputs.loss);
  });

  it('names the first parameter that differs', async () => {
    const step = await compile(trainStep(net(), crossEntropy, sgd(0.1)), { batch: 4 });
    const tensors = new Map(await step.initialState(0).snapshot());
    tensors.set('hidden.w', { shape: [8, 15], dtype: 'f32', data: new Float32Array(120) });
    expect(() => step.restore(tensors)).toThrow(/'hidden\.w' is f32 \[8, 15\], expected f32 \[8, 16\]/);
    tensors.delete('hidden.w');
    expect(() => step.restore(tensors)).toThrow(/no 'hidden\.w'/);
  });

  it('an evaluation reads the state of a training step and leaves it usable', async () => {
    const m = net();
    const step = await compile(trainStep(m, crossEntropy, sgd(0.1)), { batch: 4 });
    const evaluate = await compile(evaluateStep(m, crossEntropy), { batch: 4 });
    const { state } = await step.run(step.initialState(1), feeds);
    const before = await evaluate.run(state, feeds);
    const again = await evaluate.run(state, feeds);
    expect(again.outputs.loss).toEqual(before.outputs.loss);
    const next = await step.run(state, feeds);
    expect(next.outputs.loss![0]).toBeCloseTo(before.outputs.loss![0]!, 5);
    const after = await evaluate.run(next.state, feeds);
    expect(after.outputs.loss![0]).toBeLessThan(before.outputs.loss![0]!);
  });

  it('says what is wrong with the inputs', async () => {
    const step = await compile(trainStep(net(), crossEntropy, sgd(0.1)), { batch: 4 });
    const state = step.initialState();
    await expect(step.run(state, { input: x })).rejects.toThrow(/input 'target' was not given/);
    await expect(step.run(state, { ...feeds, y: x })).rejects.toThrow(/there is no input 'y'; the inputs are/);
    await expect(step.run(state, { ...feeds, input: x.slice(1) })).rejects.toThrow(
      /\[4, 8\], 32 elements; the data has 31/,
    );
    // a refused run leaves the state usable
    await step.run(state, feeds);
  });

  it('says which dimension is missing, unknown or no size', async () => {
    const definition = trainStep(net(), crossEntropy, sgd());
    await expect(compile(definition)).rejects.toThrow(/needs the size of 'batch'/);
    await expect(compile(definition, { batch: 4, time: 3 })).rejects.toThrow(/no dimension named 'time'; it has batch/);
    await expect(compile(definition, { batch: 0 })).rejects.toThrow(/'batch' is 0/);
  });

  it('memory stays flat over 10,000 steps', async () => {
    const step = await compile(trainStep(net(), crossEntropy, sgd(0.01)), { batch: 4 });
    const collect = globalThis.gc ?? (() => {});
    let state = step.initialState(1);
    let early = 0;
    for (let i = 1; i <= 10_000; i++) {
      ({ state } = await step.run(state, feeds));
      if (i === 100) {
        collect();
        early = process.memoryUsage().heapUsed;
      }
    }
    collect();
    const late = process.memoryUsage().heapUsed;
    expect(globalThis.gc, 'vitest must run with --expose-gc').toBeTypeOf('function');
    expect(late / early).toBeLessThan(1.05);
  });
});
