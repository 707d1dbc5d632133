// Sizes of the run time by name, and sizes declared as multiples of a name.
import { describe, expect, it } from 'vitest';
import {
  adam,
  add,
  affine,
  compile,
  crossCorrelateTransposed,
  evaluateStep,
  input,
  maxPool,
  model,
  pipe,
  predictStep,
  relu,
  size,
  squaredError,
  trainStep,
  zeros,
} from '../../runtime/index.ts';

describe('size', () => {
  const autoencoder = (columns: number) => {
    const features = size('features', columns);
    return model({ a: affine(features, 4), b: affine(4, features) }, input('batch', features), (p, x) =>
      add(pipe(x, p.a, relu, p.b), zeros('batch', features)),
    );
  };

  it('is the number, in parameters, optimisers and checkpoints', async () => {
    const step = await compile(trainStep(autoencoder(3), squaredError, adam()), { batch: 2 });
    const feeds = { input: [1, 2, 3, 4, 5, 6], target: [1, 2, 3, 4, 5, 6] };
    const { state } = await step.run(step.initialState(1), feeds);
    const kept = await state.snapshot();
    expect(kept.get('a.w')?.shape).toEqual([3, 4]);
    expect(kept.get('optimizer.mean.b.b')?.shape).toEqual([3]);
    const ahead = await step.run(state, feeds);
    expect((await step.run(step.restore(kept), feeds)).outputs).toEqual(ahead.outputs);
  });

  it('may be another number where the same line makes another model', async () => {
    for (const columns of [3, 5]) {
      const program = await compile(predictStep(autoencoder(columns)), { batch: 1 });
      const { outputs } = await program.run(program.initialState(1), { input: new Float32Array(columns) });
      expect(outputs.output).toHaveLength(columns);
    }
  });

  it('is an error where two places have two numbers for one name', () => {
    size('pixels', 784);
    expect(() => size('pixels', 28)).toThrow(/^size: 'pixels' is 28 \(at .*\), but 784 at .*sizes\.test\.ts:\d+/);
  });

  it('is an error where the model is compiled with another number', async () => {
    const net = model({}, input('batch', 'width'), (_, x) => add(x, zeros(size('width', 3))));
    await expect(compile(predictStep(net), { batch: 1, width: 4 })).rejects.toThrow(
      /size: 'width' is 3 .*, but 4 where the model is compiled/,
    );
  });

  it.each([0, -1, 2.5, Number.NaN])('is no %d', (value) => expect(() => size('none', value)).toThrow('size: none is'));
});

describe("'2*H'", () => {
  const up = crossCorrelateTransposed(2, 2, 2, { stride: 2 });
  const net = model({ up }, input('batch', 2, '2*H', '2*W'), (p, x) => add(x, p.up(maxPool(2, { stride: 2 })(x))));

  it('has the names that are bound, and is their multiple in what is fed', async () => {
    const definition = evaluateStep(net, squaredError, { prediction: true });
    expect(definition.symbols).toEqual(['batch', 'H', 'W']);
    const program = await compile(definition, { batch: 1, H: 3, W: 2 });
    const feeds = { input: new Float32Array(48), target: new Float32Array(48) };
    const { outputs } = await program.run(program.initialState(1), feeds);
    expect(outputs.prediction).toHaveLength(2 * 6 * 4);
    await expect(program.run(program.initialState(1), { ...feeds, input: new Float32Array(30) })).rejects.toThrow(
      'is f32 [1, 2, 6, 4]',
    );
  });

  it('may be bound itself, and is an error where it is no multiple', async () => {
    const program = await compile(predictStep(net), { batch: 1, '2*H': 6, W: 2 });
    const { outputs } = await program.run(program.initialState(1), { input: new Float32Array(48) });
    expect(outputs.output).toHaveLength(48);
    await expect(compile(predictStep(net), { batch: 1, '2*H': 7, W: 2 })).rejects.toThrow(
      "compile: '2*H' is 7, and no whole number H gives that; the nearest sizes are 6 and 8",
    );
  });

  it('is 0 or more', async () => {
    const shorter = model({}, input('batch', 'T-3'), (_, x) => relu(x));
    await expect(compile(predictStep(shorter), { batch: 1, T: 2 })).rejects.toThrow("'T-3' where T is 2");
  });

  it('has no size outside of a model', () =>
    expect(() => zeros('batch', '4*H')).toThrow("[batch, 4*H] has no size yet: 'batch', '4*H' is bound"));
});
