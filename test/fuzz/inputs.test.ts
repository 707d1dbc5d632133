// fuzzGradients(f, { inputs: [fc...] }): values from the user's arbitraries, in properties and test runners of the user's.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  affine,
  cast,
  crossEntropy,
  customGradient,
  embedding,
  greater,
  input,
  log,
  model,
  mul,
  pipe,
  predictStep,
  type Shape,
  sgd,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  trainStep,
} from '../../runtime/index.ts';
import { FuzzError, type FuzzOptions, fuzzable, fuzzGradients, tensors } from '../testing/index.ts';

const number = fc.double({ min: 0.5, max: 3, noNaN: true });
const numbers = fc.array(number, { minLength: 1, maxLength: 5 });

const words = model(
  { table: embedding(7, 3), out: affine(3, 2) },
  { tokens: input.i32('batch', 'time'), scale: input(3) },
  (p, x) => pipe(mul(p.table(x.tokens), x.scale), tanh, p.out),
  'words',
);

const drawnOf = async (made: ReturnType<typeof fuzzGradients>) => (await made).covered;

describe('a function', () => {
  it('takes tensors of the shapes and types that its arbitraries give', async () => {
    const seen = new Set<string>();
    const f = (...xs: Tensor<Shape, 'f32' | 'i32' | 'bool'>[]) => {
      for (const [i, x] of xs.entries()) {
        const { shape, dtype } = x as unknown as { shape: number[]; dtype: string };
        seen.add(`${i} ${dtype} ${shape.length}`);
      }
      return sum(square(xs[0] as Tensor<Shape>));
    };
    const all = [
      number,
      numbers,
      fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 3 }),
      fc.float32Array({ minLength: 2, maxLength: 2, noNaN: true }),
      fc.int32Array({ minLength: 1, maxLength: 3 }),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
      tensors({ shape: [2, 1, 3] }),
    ] as const;
    await fuzzGradients(f, { inputs: all as never, runs: 3, order: 1 });
    expect([...seen].sort()).toEqual(['0 f32 0', '1 f32 1', '2 f32 2', '3 f32 1', '4 i32 1', '5 bool 1', '6 f32 3']);
  });

  it('is given only what its arbitraries give, the same for the same seed', async () => {
    const f = (x: Tensor<[number]>) => sum(log(x));
    const asked = (seed: number) => drawnOf(fuzzGradients(f, { inputs: [numbers], runs: 6, seed }));
    const { inputs } = await asked(1);
    expect(inputs).toMatchObject([{ name: '0', dtype: 'f32' }]);
    expect(inputs[0]!.low).toBeGreaterThanOrEqual(0.5);
    expect(inputs[0]!.high).toBeLessThanOrEqual(3);
    expect(await asked(1)).toEqual(await asked(1));
    expect(await asked(2)).not.toEqual(await asked(1));
  });

  it('that is wrong fails at values that the arbitrary has, shrunk', async () => {
    const wrong = (x: Tensor<[number]>) =>
      sum(customGradient(square(x), [x], (g) => [mul(g, mul(add(2, cast(greater(x, 2), 'f32')), x))]));
    const error = await fuzzGradients(wrong, { inputs: [numbers], runs: 40, order: 1 }).catch((e: unknown) => e);
    if (!(error instanceof FuzzError)) throw error;
    const { program } = error.report.counterexample!;
    const values = JSON.parse(/\[\[x0, (\[[^\]]*\])\]\]/.exec(program)![1]!) as number[];
    expect(values).toHaveLength(1);
    expect(values[0]).toBeGreaterThan(2);
    expect(values[0]).toBeLessThanOrEqual(3);
  });
});

describe('a model', () => {
  const ids = (rows: number) =>
    fc.array(fc.array(fc.nat(6), { minLength: 2, maxLength: 2 }), { minLength: rows, maxLength: rows });

  it('takes them by name, and its dimensions are what they have', async () => {
    const { inputs, sizes } = await drawnOf(fuzzGradients(words, { inputs: { tokens: ids(3) }, runs: 4, order: 1 }));
    expect(sizes).toEqual({ batch: [3], time: [2] });
    expect(inputs.find((i) => i.name === 'tokens')!.high).toBeGreaterThan(1);
    expect(inputs.find((i) => i.name === 'scale')).toMatchObject({ dtype: 'f32' });
  });

  it('takes them by position, and the only one by itself', async () => {
    const byPosition = await drawnOf(fuzzGradients(words, { inputs: [ids(2)], runs: 2, order: 1 }));
    expect(byPosition.sizes).toEqual({ batch: [2], time: [2] });
    const net = model({ out: affine(4, 2) }, input('batch', 4), (p, x) => p.out(x));
    const flat = fc.array(number, { minLength: 12, maxLength: 12 });
    expect((await drawnOf(fuzzGradients(net, { inputs: flat, runs: 2 }))).sizes).toEqual({ batch: [3] });
  });

  it('and a definition and a fuzzable take them too', async () => {
    const options = { inputs: { tokens: ids(2) }, symbols: { batch: 2, time: 2 }, runs: 1, order: 1 } as const;
    expect((await drawnOf(fuzzGradients(predictStep(words), options))).sizes).toEqual({ batch: [2], time: [2] });
    const f = fuzzable((x: Tensor<[number]>) => sum(log(x)), { inputs: [numbers] });
    expect((await drawnOf(fuzzGradients(f, { runs: 2 }))).inputs[0]!.low).toBeGreaterThanOrEqual(0.5);
  });
});

describe('what does not fit is named', () => {
  const net = model({ out: affine(4, 2) }, input('batch', 4), (p, x) => p.out(x));
  const of = (value: unknown) => fc.constant(value) as fc.Arbitrary<never>;
  const said = (inputs: unknown, options: FuzzOptions & { symbols?: Record<string, number> } = {}) =>
    fuzzGradients(net, { inputs: inputs as never, runs: 1, ...options }).then(
      () => 'no error',
      (e: Error) => e.message,
    );
  it.each([
    [of([1, 2, 3]), {}, "fuzz: input 'input' is [batch, 4], but its arbitrary gave 3 numbers, no multiple of 4"],
    [of([[1, 2, 3]]), {}, "fuzz: input 'input' is [batch, 4], but its arbitrary gave [1, 3]"],
    [of(5), {}, "fuzz: input 'input' is [batch, 4], but its arbitrary gave []"],
    [of([[1, 2], [3]]), {}, "fuzz: input '0': its arbitrary gave rows of different lengths, [2] and [1]"],
    [of('text'), {}, "fuzz: input '0': its arbitrary gave 'text', expected a number"],
    [
      of([1, 2, 3, 4]),
      { symbols: { batch: 2 } },
      "fuzz: input 'input' is [batch = 2, 4], but its arbitrary gave 4 numbers, not 8",
    ],
    [{ x: of([1]) }, {}, "fuzz: there is no input 'x' for an arbitrary; the inputs are 'input'"],
  ])('%o %o', async (inputs, options, message) => {
    expect(await said(inputs, options)).toContain(message);
  });

  it('integers that are none, and inputs of a definition', async () => {
    const half = { tokens: of([[0.5]]) };
    await expect(fuzzGradients(words, { inputs: half, runs: 1 })).rejects.toThrow(
      "fuzz: input 'tokens' is i32 [1, 1], but its arbitrary gave 0.5",
    );
    const step = trainStep(net, crossEntropy, sgd(0.1));
    await expect(
      fuzzGradients(step, { inputs: { input: of([1, 2, 3]) }, symbols: { batch: 2 }, runs: 1 }),
    ).rejects.toThrow(
      "fuzz: input 'input' is f32 [2, 4], but its arbitrary gave 3 numbers, not 8; say the sizes of named dimensions",
    );
  });

  it('what follows does not compile', () => {
    const wrong = [
      // @ts-expect-error -- one arbitrary for two inputs
      () => fuzzGradients((x: Tensor<[number]>, y: Tensor<[number]>) => sum(sub(x, y)), { inputs: [numbers] }),
      // @ts-expect-error -- text is no value of an input
      () => fuzzGradients(words, { inputs: { tokens: fc.string() } }),
    ];
    expect(wrong).toHaveLength(2);
  });
});

it('inside a property of the user, whose values fast-check shrinks', async () => {
  const wrong = (x: Tensor<[number]>) =>
    sum(customGradient(square(x), [x], (g) => [mul(g, mul(add(2, cast(greater(x, 2), 'f32')), x))]));
  const property = fc.asyncProperty(numbers, async (values) => {
    await fuzzGradients(wrong, { inputs: [fc.constant(values)], runs: 1, order: 1 });
  });
  const { failed, counterexample, errorInstance } = await fc.check(property, { seed: 3, numRuns: 60 });
  expect(failed).toBe(true);
  expect(counterexample![0]).toHaveLength(1);
  expect(counterexample![0][0]).toBeGreaterThan(2);
  expect(String(errorInstance)).toContain('customGradient is wrong');
  await fc.assert(
    fc.asyncProperty(numbers, async (values) => {
      await fuzzGradients((x: Tensor<[number]>) => sum(log(x)), { inputs: [fc.constant(values)], runs: 1, order: 1 });
    }),
    { numRuns: 5 },
  );
});
