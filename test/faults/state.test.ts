// States that programs share: what one does not know it carries through, untouched, whatever it does with the rest.
import { describe, expect, it } from 'vitest';
import {
  adam,
  affine,
  compile,
  type Executable,
  evaluateStep,
  input,
  model,
  type NamedTensors,
  pipe,
  predictStep,
  type State,
  sgd,
  squaredError,
  trainStep,
} from '../../runtime/index.ts';

const layers = { body: affine(2, 3), head: affine(3, 1) };
const whole = model(layers, input('n', 2), (p, x) => pipe(x, p.body, p.head), 'whole');
const body = model({ body: layers.body }, input('n', 2), (p, x) => p.body(x), 'body');
const head = model({ head: layers.head }, input('n', 3), (p, x) => p.head(x), 'head');
const bound = { n: 1 };
const feeds = { input: [1, 2], target: [3] };

const programs = async () => ({
  train: await compile(trainStep(whole, squaredError, adam()), bound),
  reads: await compile(predictStep(body), bound),
  evaluates: await compile(evaluateStep(whole, squaredError), bound),
  updates: await compile(trainStep(body, squaredError, sgd(0.1)), bound),
  other: await compile(predictStep(head), bound),
});
type Programs = Awaited<ReturnType<typeof programs>>;
type Smaller = 'reads' | 'evaluates' | 'updates' | 'other';

const fed: Record<Smaller, Record<string, number[]>> = {
  reads: { input: [1, 2] },
  evaluates: feeds,
  updates: { input: [1, 2], target: [3, 3, 3] },
  other: { input: [1, 2, 3] },
};

/** Where a state can be when a smaller program takes it. */
const origins: Record<string, (p: Programs) => Promise<State>> = {
  'of initialState': async ({ train }) => train.initialState(1),
  'of restore': async ({ train }) => train.restore(await train.initialState(1).snapshot()),
  'in the memory of another program': async ({ train }) => (await train.run(train.initialState(1), feeds)).state,
  'copied out of the memory of another program': async ({ train }) => {
    const { state } = await train.run(train.initialState(1), feeds);
    await train.run(train.initialState(2), feeds);
    return state;
  },
};

const numbers = (tensors: NamedTensors) => [...tensors].map(([name, { data }]) => [name, ...data]);

describe.each(Object.entries(origins))('a state %s', (_, origin) => {
  it.each(['reads', 'evaluates', 'other'] as const)(
    'keeps all its tensors when a program that %s takes it',
    async (by) => {
      const p = await programs();
      const state = await origin(p);
      const before = await state.snapshot();
      await (p[by] as Executable).run(state, fed[by]);
      expect(numbers(await state.snapshot())).toEqual(numbers(before));
      await p.train.run(state, feeds);
    },
  );

  it('keeps those that a program which updates the others does not know', async () => {
    const p = await programs();
    const first = await origin(p);
    const before = await first.snapshot();
    const { state } = await p.updates.run(first, fed.updates);
    const after = await state.snapshot();
    expect([...after.keys()]).toEqual([...before.keys()]);
    for (const [name, { data }] of before) {
      const changes = name.startsWith('body.') || name === 'step';
      if (changes) expect(after.get(name)!.data, name).not.toEqual(data);
      else expect(after.get(name)!.data, name).toEqual(data);
    }
    await p.train.run(state, feeds);
  });

  it('is whole after programs took it in turns, and their memory was freed', async () => {
    const p = await programs();
    let state = await origin(p);
    for (const by of ['reads', 'updates', 'evaluates', 'other', 'updates'] as const) {
      ({ state } = await (p[by] as Executable).run(state, fed[by]));
    }
    const before = numbers(await state.snapshot());
    await p.updates.release();
    expect(numbers(await state.snapshot())).toEqual(before);
    await p.train.run(state, feeds);
  });
});

describe('a snapshot of a state in training', () => {
  const trained = async (p: Programs) => (await p.train.run(p.train.initialState(1), feeds)).state.snapshot();

  it.each<[string, (e: Executable, tensors: NamedTensors) => State]>([
    ['restore', (e, tensors) => e.restore(tensors)],
    ['initialState', (e, tensors) => e.initialState(0, tensors)],
  ])('is taken by %s of a smaller program, and is whole afterwards', async (_, take) => {
    const p = await programs();
    const tensors = await trained(p);
    const state = take(p.reads, tensors);
    const expected = (await p.reads.run(p.train.restore(tensors), fed.reads)).outputs;
    expect((await p.reads.run(state, fed.reads)).outputs).toEqual(expected);
    expect(numbers(await state.snapshot()).sort()).toEqual(numbers(tensors).sort());
    await p.train.run(state, feeds);
  });

  it('shares nothing with the state made of it', async () => {
    const p = await programs();
    const tensors = await trained(p);
    const state = p.reads.restore(tensors);
    const before = numbers(await state.snapshot());
    for (const { data } of tensors.values()) data.fill(7);
    const copy = await state.snapshot();
    for (const { data } of copy.values()) data.fill(8);
    expect(numbers(await state.snapshot())).toEqual(before);
  });

  it('of another model is an error where a tensor would be drawn instead', async () => {
    const p = await programs();
    const tensors = await p.updates.initialState(0).snapshot();
    const misspelt = new Map([...tensors].map(([name, t]) => [name.replace('body.w', 'body.W'), t]));
    expect(() => p.reads.initialState(0, misspelt)).toThrow(
      "initialState: predictStep(body) has no state named 'body.W', and its 'body.w' was not given",
    );
    expect(() => p.reads.restore(misspelt)).toThrow("the state has no 'body.w'");
    // what training keeps is no weight with another name
    expect(() => p.train.initialState(0, tensors)).not.toThrow();
  });
});

describe('weights that are given', () => {
  it('as loadWeights and decodeWeights return them', async () => {
    const p = await programs();
    const tensors = await p.reads.initialState(5).snapshot();
    const weights = { tensors, missing: [], extra: [], different: [] };
    expect(numbers(await p.reads.initialState(0, weights).snapshot())).toEqual(numbers(tensors));
  });

  it.each([
    ['a record of arrays', { 'body.w': [1] }],
    ['null', null],
    ['a promise', Promise.resolve(new Map())],
    ['a string', 'weights.safetensors'],
  ])('%s is an error that says what is expected', async (_, given) => {
    const p = await programs();
    expect(() => p.reads.initialState(0, given as never)).toThrow(
      /initialState: expected a Map of tensors by name, as snapshot and loadWeights give them, not /,
    );
    expect(() => p.reads.restore(given as never)).toThrow(/restore: expected a Map of tensors by name/);
  });

  it.each([
    ['too short', new Float32Array(5), /'body\.w' is f32 \[2, 3\], 6 elements; the data has 5/],
    ['not numbers', [1, 2, 3, 'x', 5, 6], /'body\.w' is f32 \[2, 3\]; element 3 is 'x', not a number/],
    ['of 64-bit integers', new BigInt64Array(6), /'body\.w' is f32 \[2, 3\]; its data is a BigInt64Array/],
    ['nothing', undefined, /'body\.w' is f32 \[2, 3\]; give its 6 numbers as a flat array, not undefined/],
  ])('with data that is %s are an error that names the tensor', async (_, data, message) => {
    const p = await programs();
    const tensors = new Map(await p.reads.initialState(5).snapshot());
    tensors.set('body.w', { shape: [2, 3], dtype: 'f32', data: data as never });
    expect(() => p.reads.initialState(0, tensors)).toThrow(message);
    expect(() => p.reads.restore(tensors)).toThrow(message);
  });
});
