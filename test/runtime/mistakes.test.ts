// What a newcomer gets wrong, and what is then said: the operation, the mistake and the fix. The types refuse most of
// this; here are callers without types, and values that come from outside.
import { beforeAll, describe, expect, it } from 'vitest';
import { dataset } from '../../runtime/data/index.ts';
import type { Definition, Executable, Optimizer, State } from '../../runtime/index.ts';
import {
  adam,
  affine,
  compile,
  constant,
  crossEntropy,
  input,
  model,
  pipe,
  relu,
  reshape,
  fit as steps,
  trainStep,
  zeros,
} from '../../runtime/index.ts';

const net = () =>
  model(
    { hidden: affine(4, 8), out: affine(8, 3) },
    input('batch', 4),
    (p, x) => pipe(x, p.hidden, relu, p.out),
    'net',
  );
const definition = trainStep(net(), crossEntropy, adam());
const target = Int32Array.of(0, 2);
const feeds = { input: new Float32Array(8).fill(0.5), target };

/** What a caller without types passes; the tests below are about exactly that. */
const untyped = <T>(value: unknown): T => value as T;

describe('feeds', () => {
  let step: Executable;
  beforeAll(async () => {
    step = await compile(definition, { batch: 2 });
  });
  const said = (feeds: Record<string, unknown>) => expect(step.run(step.initialState(), untyped(feeds))).rejects;

  it('a missing input', () => said({ target }).toThrow("trainStep(net): input 'input' was not given; pass it in run("));
  it('an input that is undefined', () =>
    said({ ...feeds, input: undefined }).toThrow(
      "trainStep(net): input 'input' is f32 [2, 4]; give its 8 numbers as a flat array, not undefined",
    ));
  it('a number', () => said({ ...feeds, input: 3 }).toThrow('give its 8 numbers as a flat array, not a number'));
  it('a string', () =>
    said({ ...feeds, input: '12345678' }).toThrow("give its 8 numbers as a flat array, not '12345678'"));
  it('an array of arrays', () =>
    said({
      ...feeds,
      input: [
        [1, 2, 3, 4],
        [1, 2, 3, 4],
      ],
    }).toThrow('give its 8 numbers as a flat array, not an array of arrays: use .flat()'));
  it('a batch of another size', () =>
    said({ ...feeds, input: new Float32Array(12) }).toThrow(
      "input 'input' is f32 [2, 4], 8 elements; the data has 12, 3 rows: compile for that size too",
    ));
  it('a length that is no whole number of rows', () =>
    said({ ...feeds, input: new Float32Array(7) }).toThrow(/8 elements; the data has 7$/));
  it('labels as rows of zeros and ones', () =>
    said({ ...feeds, target: [1, 0, 0, 0, 0, 1] }).toThrow(/input 'target' is i32 \[2\], 2 elements; the data has 6$/));
  it('labels that are no integers', () =>
    said({ ...feeds, target: [0, 1.5] }).toThrow("input 'target' is i32 [2]; element 1 is 1.5, not an integer"));
  it('plain arrays of numbers will do', async () => {
    const plain = { input: Array.from(feeds.input), target: Array.from(target) };
    const [a, b] = [await step.run(step.initialState(1), plain), await step.run(step.initialState(1), feeds)];
    expect(a.outputs).toEqual(b.outputs);
  });
  it('a state is not lost by a mistake in the feeds', async () => {
    const state = step.initialState();
    await expect(step.run(state, { input: feeds.input })).rejects.toThrow();
    await expect(step.run(state, feeds)).resolves.toBeDefined();
  });
});

describe('states', () => {
  let step: Executable;
  beforeAll(async () => {
    step = await compile(definition, { batch: 2 });
  });
  const said = (state: unknown) => expect(step.run(untyped<State>(state), feeds)).rejects;

  it('no state', () =>
    said(undefined).toThrow('trainStep(net): run takes a state, initialState(seed) at first, not undefined'));
  it('a whole result', async () => said(await step.run(step.initialState(), feeds)).toThrow('pass its .state'));
  it('a promise', () => said(step.run(step.initialState(), feeds)).toThrow('await it'));
});

describe('definitions and backends', () => {
  const message = async (f: () => unknown) => {
    try {
      await f();
    } catch (error) {
      return (error as Error).message;
    }
    return 'no error';
  };

  it.each([
    [
      'a model',
      () => compile(untyped<Definition>(net()), { batch: 2 }),
      'compile: expected trainStep(model, loss, optimizer)',
    ],
    ['an optimizer not called', () => trainStep(net(), crossEntropy, untyped(adam)), 'write adam()'],
    [
      'no optimizer',
      () => trainStep(net(), crossEntropy, untyped<Optimizer>(undefined)),
      'trainStep: expected an optimizer',
    ],
    [
      'a name for a backend',
      () => compile(definition, { batch: 2 }, { on: untyped('gpu') }),
      "compile: 'on' is a backend, cpu() or await choose('auto') of 'quern/gpujs', not 'gpu'",
    ],
    [
      'a promise of a backend',
      () => compile(definition, { batch: 2 }, { on: untyped(Promise.resolve()) }),
      'not a promise: await it',
    ],
    [
      'a step compiled before it is given to fit',
      async () => {
        const data = dataset({ inputs: new Float32Array(8), labels: target, shape: [4], classes: 3 });
        const compiled = untyped<typeof definition>(await compile(definition, { batch: 2 }));
        await steps(compiled, { data, batch: 2, epochs: 1 }).next();
      },
      'evaluateStep or predictStep, not a compiled one',
    ],
    [
      'a stage that is no function',
      () => pipe(zeros(2, 3), untyped<typeof relu>({})),
      'pipe: stage 1 is no function but object',
    ],
    ['a shape in brackets', () => reshape(zeros(2, 3), untyped<6>([6])), 'a dimension must be a literal or a name'],
    ['data without a shape', () => constant([1, 2, 3]), 'constant: [] has 1 elements, got 3'],
    ['data without a shape, the fix', () => constant([1, 2, 3]), 'write its dimensions after the data'],
  ])('%s', async (_, f, expected) => expect(await message(f)).toContain(expected));
});
