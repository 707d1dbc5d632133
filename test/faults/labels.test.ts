// Whole numbers that index something: labels outside the classes, symbols outside the vocabulary. They are an error where
// they are fed, which names the input, the element and what it indexes; computed in a model they give NaN and train nothing.
import { describe, expect, test } from 'vitest';
import { constant } from '../../dsl/ops/index.ts';
import { toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { dataset } from '../../runtime/data/index.ts';
import { choose } from '../../runtime/gpujs.ts';
import {
  adam,
  add,
  affine,
  compile,
  constantI32,
  crossEntropy,
  embedding,
  evaluateStep,
  flatten,
  grad,
  input,
  learnedPositions,
  less,
  lstm,
  model,
  mul,
  oneHot,
  permute,
  predictStep,
  reshape,
  scan,
  slice,
  sum,
  fit as train,
  trainStep,
  where,
  zeros,
} from '../../runtime/index.ts';
import type { Untyped } from '../laws/cases/case.ts';

const net = model({ out: affine(2, 3) }, input('batch', 2), (p, x) => p.out(x));
const inputs = new Float32Array(40).fill(1);
/** shapes are data here */
const q = { model, whole: input.i32, where, less, reshape } as unknown as Untyped;

/** What a run of a program with one input of whole numbers says. */
async function fed(
  shape: readonly number[],
  f: (x: never) => unknown,
  data: readonly number[],
  layers: object = {},
): Promise<string> {
  const given = q.model!(layers, q.whole!(...shape), (_: unknown, x: never) => f(x));
  const program = await compile(predictStep(given as never));
  return program.run(program.initialState(), { input: data }).then(
    () => 'right',
    (error: Error) => error.message,
  );
}

describe('labels outside the classes', () => {
  test.each([3, -1, -100, 2 ** 31 - 1])('%d of 3 classes is an error of every step that is fed it', async (label) => {
    const labels = Int32Array.from({ length: 20 }, (_, i) => (i === 7 ? label : i % 3));
    const data = dataset({ shape: [2], classes: 10, inputs, labels: labels.map((l) => Math.max(0, Math.min(9, l))) });
    for (const step of [trainStep(net, crossEntropy, adam()), evaluateStep(net, crossEntropy)]) {
      const program = await compile(step, { batch: 20 });
      const state = program.initialState();
      await expect(program.run(state, { input: inputs, target: labels })).rejects.toThrow(
        `(model): input 'target' is i32 [20]; element 7 is ${label}, but crossEntropy has 3 classes, 0 to 2; examples to leave out have its ignoreIndex`,
      );
      // the state is as it was
      await expect(program.run(state, { input: inputs, target: new Int32Array(20) })).resolves.toBeDefined();
    }
    const run = async () => {
      for await (const _ of train(trainStep(net, crossEntropy, adam()), { data, batch: 20, epochs: 1 }));
    };
    if (label > 2) await expect(run()).rejects.toThrow('crossEntropy has 3 classes');
    else await expect(run()).resolves.toBeUndefined();
  });

  test('ignored ones have no loss, no gradient, and leave the count', async () => {
    const x = constant([1, 2, 3, 30, -20, 10, 0, 1, 0], 3, 3);
    const loss = (y: number[], ignoreIndex?: number) =>
      crossEntropy(x, constantI32(y, 3), ignoreIndex === undefined ? {} : { ignoreIndex });
    const values = (y: number[], ignoreIndex: number) => {
      const l = loss(y, ignoreIndex);
      const [value, slope] = evaluate([toExpr(l), toExpr(grad(l, x))], new Map());
      return [value![0]!, ...slope!].map((v) => v + 0);
    };
    const two = constant([1, 2, 3, 0, 1, 0], 2, 3);
    const rest = crossEntropy(two, constantI32([2, 1], 2));
    const [value, slope] = evaluate([toExpr(rest), toExpr(grad(rest, two))], new Map());
    const expected = [value![0], ...slope!.slice(0, 3), 0, 0, 0, ...slope!.slice(3)];
    for (const ignored of [-100, -1, 7]) expect(values([2, ignored, 1], ignored)).toEqual(expected);
    // a class may be left out too, and all of them: nothing is the mean of nothing
    expect(values([1, 1, 1], 1)).toEqual(new Array(10).fill(0));
  });

  test('are fed as ignoreIndex says, and no others', async () => {
    const step = trainStep(
      net,
      {
        target: input.i32('batch'),
        loss: (p, t) => crossEntropy(p, t, { ignoreIndex: -100 }),
      },
      adam(),
    );
    const program = await compile(step, { batch: 2 });
    const first = await program.run(program.initialState(), { input: [1, 2, 3, 4], target: [-100, -100] });
    expect(first.outputs.loss).toEqual(Float32Array.of(0));
    await expect(program.run(first.state, { input: [1, 2, 3, 4], target: [1, -1] })).rejects.toThrow(
      /element 1 is -1, but crossEntropy has 3 classes, 0 to 2$/,
    );
  });

  test.each(['cpu', 'gpujs:cpu', 'gpujs:webasm'])(
    'computed in a model they are NaN, and train nothing: %s',
    async (name) => {
      const on = await choose(name as never);
      const step = trainStep(
        net,
        { target: input.i32('batch'), loss: (p, t) => crossEntropy(p, add(t, mul(t, 0))) },
        adam(),
      );
      const program = await compile(step, { batch: 2 }, { on });
      const before = await program.initialState(3).snapshot();
      const { state, outputs } = await program.run(program.initialState(3), { input: [1, 2, 3, 4], target: [-1, 3] });
      expect(outputs.loss).toEqual(Float32Array.of(Number.NaN));
      expect((await state.snapshot()).get('out.w')).toEqual(before.get('out.w'));
    },
  );
});

describe('symbols outside the vocabulary', () => {
  const table = embedding(5, 2);
  const all = [0, 1, 2, 3, 4, 0];
  const bad = all.with(4, 5);
  const wrong = (by = 'embedding', of = '5 symbols, 0 to 4') => `element [1, 1] is 5, but ${by} has ${of}`;

  test('are an error where they are fed, however they are viewed, and in loops', async () => {
    const views: Record<string, (x: never) => unknown> = {
      itself: (x) => table(x),
      transposed: (x) => table(permute(x, 1, 0) as never),
      flat: (x) => table(flatten(x) as never),
      'a scan': (x) =>
        scan(
          zeros(2),
          x as never,
          ((c: never, row: never) => [add(c, sum(table(row) as never, 0) as never), c]) as never,
        ).carry,
    };
    for (const f of Object.values(views)) {
      expect(await fed([2, 3], f, all, { table })).toBe('right');
      expect(await fed([2, 3], f, bad, { table })).toContain(`input 'input' is i32 [2, 3]; ${wrong()}`);
    }
  });

  test('only where they are read', async () => {
    const firstRow = (x: never) => table(slice(x, 0, 0, 1) as never);
    expect(await fed([2, 3], firstRow, bad, { table })).toBe('right');
    expect(await fed([2, 3], firstRow, all.with(2, -1), { table })).toContain('element [0, 2] is -1');
    const computed = (x: never) => table(q.where!(q.less!(x, 5), x, 0) as never);
    expect(await fed([2, 3], computed, bad, { table })).toBe('right');
    expect(await fed([2, 3], (x: never) => oneHot(x, 5), bad)).toBe('right');
    expect(await fed([2, 3], (x: never) => table(q.reshape!(x, 3, 2) as never), bad, { table })).toContain(wrong());
  });

  test('positions of a table of them, too', async () => {
    const positions = learnedPositions(8, 2);
    const f = (from: never) => positions(zeros(1, 3, 2) as never, from);
    expect(await fed([1], f, [5], { positions })).toBe('right');
    expect(await fed([1], f, [6], { positions })).toContain(
      'element 0 is 6, but learnedPositions has 6 positions for 3 rows, 0 to 5',
    );
  });

  test('a recurrent language model names the token', async () => {
    const words = model(
      { embed: embedding(7, 4), cell: lstm(4, 4), out: affine(4, 7) },
      input.i32('batch', 3),
      (p, x) => p.out(p.cell(p.embed(x)).outputs),
    );
    const program = await compile(trainStep(words, crossEntropy, adam()), { batch: 1 });
    await expect(program.run(program.initialState(), { input: [1, 70, 2], target: [1, 2, 3] })).rejects.toThrow(
      "trainStep(model): input 'input' is i32 [1, 3]; element [0, 1] is 70, but embedding has 7 symbols, 0 to 6",
    );
  });
});
