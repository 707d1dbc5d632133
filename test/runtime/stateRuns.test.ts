// States and runs: what a run that fails leaves, and programs that only read.
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../runtime/backends/backend.ts';
import { affine, compile, cpu, crossEntropy, input, model, predictStep, sgd, trainStep } from '../../runtime/index.ts';
import { feeds, net, target, training, x } from './network.ts';

describe('a run that fails', () => {
  /** The CPU, whose runs fail while `failing.now` is true. */
  function unreliable(failing: { now: boolean }): Backend {
    const backend = cpu();
    return {
      ...backend,
      async instantiate(program) {
        const instance = await backend.instantiate(program);
        const run = () => {
          if (failing.now) throw new Error('the device is gone');
          return instance.run();
        };
        return { ...instance, run };
      },
    };
  }

  it('leaves a state that is a copy as it was; one that it was updating in place is lost', async () => {
    const failing = { now: true };
    const on = unreliable(failing);
    const step = await compile(trainStep(net(), crossEntropy, sgd(0.1)), { batch: 4 }, { on });
    const first = step.initialState(1);
    await expect(step.run(first, feeds)).rejects.toThrow('the device is gone');
    failing.now = false;
    const { state } = await step.run(first, feeds);
    failing.now = true;
    await expect(step.run(state, feeds)).rejects.toThrow('the device is gone');
    failing.now = false;
    await expect(step.run(state, feeds)).rejects.toThrow(
      /this state was lost: the run that was updating it failed; restore a snapshot or a checkpoint/,
    );
    await step.run(step.initialState(2), feeds);
  });

  it('for a state of another model leaves that state usable', async () => {
    const other = model({ out: affine(8, 3) }, input('batch', 8), (p, v) => p.out(v), 'other');
    const [step, wrong] = [await training(), await compile(trainStep(other, crossEntropy, sgd(0.1)), { batch: 4 })];
    const { state } = await step.run(step.initialState(1), feeds);
    await expect(wrong.run(state, feeds)).rejects.toThrow(/the state has no 'out\.w'|'out\.w' is f32/);
    await step.run(state, feeds);
  });
});

describe('a program that only reads', () => {
  /** The CPU, and how many tensors were written into its memory. */
  function counted(): { readonly on: Backend; writes(): number } {
    let writes = 0;
    const inner = cpu();
    const on: Backend = {
      ...inner,
      async instantiate(program) {
        const instance = await inner.instantiate(program);
        return {
          ...instance,
          write(buffer, data) {
            writes++;
            return instance.write(buffer, data);
          },
        };
      },
    };
    const since = () => {
      const now = writes;
      writes = 0;
      return now;
    };
    return { on, writes: since };
  }

  it('loads a state once, however often it runs, and holds it alone', async () => {
    const { on, writes } = counted();
    const [predict, train] = [
      await compile(predictStep(net()), { batch: 4 }, { on }),
      await compile(trainStep(net(), crossEntropy, sgd(0.1)), { batch: 4 }),
    ];
    const first = predict.initialState(1);
    const expected = await first.snapshot();
    const one = await predict.run(first, { input: x });
    expect(writes()).toBe(4 + 1);
    const two = await predict.run(first, { input: x });
    expect(writes()).toBe(1);
    expect(two.outputs).toEqual(one.outputs);
    expect(await first.snapshot()).toEqual(expected);
    // another state in between, and back
    const trained = await train.run(train.initialState(1), { input: x, target });
    await predict.run(trained.state, { input: x });
    expect(writes()).toBe(4 + 1);
    await predict.run(trained.state, { input: x });
    expect(writes()).toBe(1);
    expect((await predict.run(first, { input: x })).outputs).toEqual(one.outputs);
    await predict.release();
    expect(await first.snapshot()).toEqual(expected);
    await train.release();
  });
});
