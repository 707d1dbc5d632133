// State handles: superseded, copied out and in, moved between programs, disposed of, and what happens out of turn.
import { describe, expect, it } from 'vitest';
import {
  compile,
  crossEntropy,
  type Executable,
  evaluateStep,
  type NamedTensors,
  type State,
  sgd,
  trainStep,
} from '../../runtime/index.ts';
import { feeds, net, training, x } from './network.ts';

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
    // @ts-expect-error -- run: input 'target' was not given
    await expect(step.run(state, { input: x })).rejects.toThrow(/input 'target' was not given/);
    // @ts-expect-error -- run: there is no input 'y'
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
    // @ts-expect-error -- compile: the model has no dimension named 'time'
    await expect(compile(definition, { batch: 4, time: 3 })).rejects.toThrow(/no dimension named 'time'; it has batch/);
    // @ts-expect-error -- compile: the model has no dimension named 'bacth'; did you mean 'batch'?
    await expect(compile(definition, { bacth: 4 })).rejects.toThrow(/no dimension named 'bacth'; did you mean 'batch'/);
    await expect(compile(definition, { batch: 0 })).rejects.toThrow(/'batch' is 0/);
  });
});

const values = async (state: State) => [...(await state.snapshot())].map(([name, { data }]) => [name, ...data]);

describe('a snapshot is a copy', () => {
  const spoil = (tensors: NamedTensors) => {
    for (const { data } of tensors.values()) data.fill(7);
  };

  it.each([
    ['a first state', async (step: Executable) => step.initialState(1)],
    ['a state after a run', async (step: Executable) => (await step.run(step.initialState(1), feeds)).state],
    ['a restored state', async (step: Executable) => step.restore(await step.initialState(1).snapshot())],
  ])('of %s: what becomes of it changes nothing', async (_, make) => {
    const step = await training();
    const state = await make(step);
    const before = await values(state);
    spoil(await state.snapshot());
    expect(await values(state)).toEqual(before);
  });

  it('what becomes of the tensors that were restored changes nothing', async () => {
    const step = await training();
    const tensors = await step.initialState(1).snapshot();
    const state = step.restore(tensors);
    const before = await values(state);
    spoil(tensors);
    expect(await values(state)).toEqual(before);
  });
});

describe('out of turn', () => {
  it('a snapshot that is not awaited holds the state as it was when it was asked for', async () => {
    const step = await training();
    const { state } = await step.run(step.initialState(1), feeds);
    const before = await values(state);
    const late = state.snapshot();
    const { state: next } = await step.run(state, feeds);
    expect([...(await late)].map(([name, { data }]) => [name, ...data])).toEqual(before);
    expect(await values(next)).not.toEqual(before);
  });

  it('a state that a run is updating cannot be used until the run has ended', async () => {
    const step = await training();
    const state = step.initialState(1);
    const first = step.run(state, feeds);
    const message = /is being updated by a run that has not ended; await the run and use the state it returns/;
    await expect(step.run(state, feeds)).rejects.toThrow(message);
    await expect(state.snapshot()).rejects.toThrow(message);
    const { state: next } = await first;
    await step.run(next, feeds);
  });

  it('a snapshot behind another state of the same program', async () => {
    const step = await training();
    const { state: a } = await step.run(step.initialState(1), feeds);
    const before = await values(a);
    const other = step.run(step.initialState(2), feeds);
    expect(await values(a)).toEqual(before);
    await other;
  });

  it('two programs that each take the state of the other', async () => {
    const [one, two] = [await training(), await training()];
    const { state: a } = await one.run(one.initialState(1), feeds);
    const { state: b } = await two.run(two.initialState(2), feeds);
    const [fromA, fromB] = await Promise.all([two.run(a, feeds), one.run(b, feeds)]);
    const alone = async (seed: number) => {
      const { state } = await one.run(one.initialState(seed), feeds);
      return (await one.run(state, feeds)).outputs.loss;
    };
    expect([fromA.outputs.loss, fromB.outputs.loss]).toEqual([await alone(1), await alone(2)]);
  });
});

describe('dispose', () => {
  it('ends a state, wherever it is, and its program goes on with others', async () => {
    const step = await training();
    const kept = step.initialState(1);
    const copied = step.initialState(2);
    const { state: resident } = await step.run(step.initialState(3), feeds);
    const message = /this state was disposed; keep it, or take a snapshot before/;
    for (const state of [copied, resident]) {
      state[Symbol.dispose]();
      state[Symbol.dispose](); // twice is once
      await expect(step.run(state, feeds)).rejects.toThrow(message);
      await expect(state.snapshot()).rejects.toThrow(message);
    }
    const { outputs } = await step.run(kept, feeds);
    expect(outputs.loss![0]).toBeGreaterThan(0);
  });

  it('comes at the end of a block with using', async () => {
    const step = await training();
    let outside: State;
    {
      using state = (await step.run(step.initialState(1), feeds)).state;
      outside = state;
      await step.run(step.restore(await state.snapshot()), feeds);
    }
    await expect(outside.snapshot()).rejects.toThrow(/disposed/);
  });

  it('of a program: its state is copied out, and goes on in another', async () => {
    const [one, two] = [await training(), await training()];
    const { state } = await one.run(one.initialState(1), feeds);
    const before = await values(state);
    await one.release();
    expect(await values(state)).toEqual(before);
    await expect(one.run(state, feeds)).rejects.toThrow('cpu: this program was released');
    await two.run(state, feeds);
  });
});
