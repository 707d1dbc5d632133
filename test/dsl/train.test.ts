import { describe, expect, test } from 'vitest';
import type { Expr } from '../../dsl/expr.ts';
import { elementCount } from '../../dsl/expr.ts';
import {
  adam,
  add,
  affine,
  batchNorm,
  crossCorrelate,
  crossEntropy,
  type Definition,
  dropout,
  evaluateStep,
  flatten,
  input,
  mean,
  model,
  mul,
  pipe,
  predictStep,
  randomNormal,
  relu,
  sgd,
  square,
  squaredError,
  sub,
  trainStep,
  zeros,
} from '../../dsl/index.ts';
import { leNet } from '../../dsl/nn/nets/index.ts';
import { foldIn, keyOf } from '../../dsl/ops/random.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { compile } from '../../runtime/compile.ts';
import { valuesOf } from './values.ts';

type Values = Record<string, ArrayLike<number>>;

/** One run of a definition by the reference. */
function runOnce(definition: Definition, binding: Record<string, number>, states: Values, feeds: Values) {
  const graph = definition.trace(binding);
  const leaves = new Map<Expr, ArrayLike<number>>();
  for (const { name, leaf } of graph.inputs) leaves.set(leaf, feeds[name]!);
  for (const { name, leaf } of graph.states)
    leaves.set(leaf, states[name] ?? new Float64Array(elementCount(leaf.shape)));
  const roots = [...graph.states.map((s) => s.next), ...graph.outputs.map((o) => o.value)];
  const names = [...graph.states.map((s) => s.name), ...graph.outputs.map((o) => o.name)];
  const values = evaluate(roots, leaves);
  return Object.fromEntries(names.map((name, i) => [name, [...values[i]!]]));
}

describe('trainStep', () => {
  const line = model({ out: affine(1, 1) }, input('batch', 1), (p, x) => p.out(x), 'line');

  test('one step of gradient descent on a line, by hand', () => {
    const step = trainStep(line, squaredError, sgd(0.1), { prediction: true });
    expect(step.name).toBe('trainStep(line)');
    expect(step.symbols).toEqual(['batch']);
    // w = 2, b = 1 at x = 1, 3: predictions 3, 7; targets 2, 4; errors 1, 3; dw = mean(2 e x) = 10, db = mean(2 e) = 4
    const after = runOnce(
      step,
      { batch: 2 },
      { 'out.w': [2], 'out.b': [1], step: [6] },
      { input: [1, 3], target: [2, 4] },
    );
    expect(after).toEqual({
      'out.w': [expect.closeTo(1, 12)],
      'out.b': [expect.closeTo(0.6, 12)],
      step: [7],
      loss: [5],
      prediction: [3, 7],
    });
  });

  test("states are the parameters, the optimiser's tensors and the step", () => {
    const graph = trainStep(line, squaredError, adam()).trace({ batch: 4 });
    const names = ['out.w', 'out.b', 'mean.out.w', 'square.out.w', 'mean.out.b', 'square.out.b', 'step'];
    expect(graph.states.map((s) => s.name.replace('optimizer.', ''))).toEqual(names);
    expect(graph.inputs.map((i) => [i.name, i.leaf.shape, i.leaf.dtype])).toEqual([
      ['input', [4, 1], 'f32'],
      ['target', [4, 1], 'f32'],
    ]);
  });

  test('a loss of its own declares its target, and may have metrics', () => {
    const absolute = {
      target: { low: input('batch', 1), high: input('batch', 1) },
      loss: (p: ReturnType<typeof line.forward>, t: { low: typeof p; high: typeof p }) =>
        mean(add(square(sub(p, t.low)), square(sub(p, t.high)))),
      metrics: { middle: (p: ReturnType<typeof line.forward>) => mean(p) },
    };
    const after = runOnce(
      evaluateStep(line, absolute),
      { batch: 1 },
      { 'out.w': [1], 'out.b': [0] },
      { input: [2], low: [1], high: [4] },
    );
    expect(after).toEqual({ 'out.w': [1], 'out.b': [0], loss: [5], middle: [2] });
  });

  test('a loss that is no scalar is an error', () => {
    const wrong = { target: input('batch', 1), loss: (p: unknown) => p as never };
    expect(() => trainStep(line, wrong, sgd()).trace({ batch: 2 })).toThrow(
      'grad: the loss must be a scalar, got [2, 1]',
    );
  });

  test('named dimensions have no size outside of a model', () => {
    expect(() => mul(zeros('batch', 2), 1)).toThrow("'batch' is bound when a model is compiled");
    expect(() => relu(input('batch', 2))).toThrow("'batch' is bound when a model is compiled");
    const sized = model({}, input('batch'), (_, x) => add(x, zeros('batch')));
    expect(predictStep(sized).trace({ batch: 3 }).outputs[0]!.value.shape).toEqual([3]);
  });
});

describe('modes', () => {
  const layers = { first: affine(4, 8), norm: batchNorm(8), out: affine(8, 3) };
  const net = model(layers, input('batch', 4), (p, x, mode) =>
    pipe(x, p.first, p.norm(mode), relu, dropout(0.5, mode), p.out),
  );

  test('training keeps statistics and draws from a key; evaluation does neither', () => {
    const train = trainStep(net, crossEntropy, sgd()).trace({ batch: 4 });
    const state = (name: string) => train.states.find((s) => s.name === name)!;
    expect(state('norm.mean').next).not.toBe(state('norm.mean').leaf);
    expect(state('key').next).toBe(state('key').leaf);
    expect(train.outputs.map((o) => o.name)).toEqual(['loss', 'correct']);
    const evaluation = evaluateStep(net, crossEntropy).trace({ batch: 4 });
    expect(evaluation.states.every((s) => s.next === s.leaf)).toBe(true);
    expect(evaluation.states.map((s) => s.name)).not.toContain('key');
  });

  test('the compiled step follows the reference, mask for mask', async () => {
    const definition = trainStep(net, crossEntropy, adam(0.05));
    const executable = await compile(definition, { batch: 4 });
    const feeds = {
      input: Float32Array.from({ length: 16 }, (_, i) => Math.sin(3 * i)),
      target: Int32Array.of(0, 1, 2, 1),
    };
    let state = executable.initialState(7);
    let expected: Values = Object.fromEntries([...(await state.snapshot())].map(([name, t]) => [name, t.data]));
    for (let i = 0; i < 5; i++) {
      const actual = await executable.run(state, feeds);
      const reference = runOnce(definition, { batch: 4 }, expected, feeds);
      state = actual.state;
      expected = reference;
      expect(actual.outputs.loss![0]).toBeCloseTo(reference.loss![0]!, 4);
    }
  });

  test('random numbers are the same bits compiled and interpreted', async () => {
    const noise = model({}, input('n'), (_, x) => add(x, randomNormal(foldIn(keyOf(2), 5), 'n')));
    const executable = await compile(predictStep(noise), { n: 100 });
    const { outputs } = await executable.run(executable.initialState(), { input: new Float32Array(100) });
    const expected = valuesOf(randomNormal(foldIn(keyOf(2), 5), 100));
    for (const [i, z] of expected.entries()) expect(outputs.output![i]).toBeCloseTo(z, 4);
  });
});

describe('networks', () => {
  test('LeNet-5 fits eight images', async () => {
    const executable = await compile(trainStep(leNet(), crossEntropy, adam(0.003)), { batch: 8 });
    const feeds = {
      input: Float32Array.from({ length: 8 * 784 }, (_, i) => Math.sin(i * i)),
      target: Int32Array.from({ length: 8 }, (_, i) => i),
    };
    let state = executable.initialState(1);
    const losses: number[] = [];
    for (let i = 0; i < 30; i++) {
      const run = await executable.run(state, feeds);
      state = run.state;
      losses.push(run.outputs.loss![0]!);
    }
    expect(losses[0]).toBeGreaterThan(1.5);
    expect(losses.at(-1)).toBeLessThan(0.01);
  });

  test('a strided, grouped cross-correlation trains', async () => {
    const net = model(
      { c: crossCorrelate(2, 4, 3, { groups: 2, stride: 2, padding: 1 }), out: affine(16, 1) },
      input('batch', 2, 4, 4),
      (p, x) => pipe(x, p.c, relu, flatten, p.out),
    );
    const definition = trainStep(net, squaredError, sgd(0.05));
    const executable = await compile(definition, { batch: 2 });
    const feeds = { input: Float32Array.from({ length: 64 }, (_, i) => Math.cos(i)), target: Float32Array.of(1, -1) };
    const state = executable.initialState(3);
    const states = Object.fromEntries([...(await state.snapshot())].map(([name, t]) => [name, t.data]));
    const reference = runOnce(definition, { batch: 2 }, states, feeds);
    const run = await executable.run(state, feeds);
    for (const [name, t] of await run.state.snapshot()) {
      for (const [i, v] of [...t.data].entries()) expect(v).toBeCloseTo(reference[name]![i]!, 5);
    }
  });
});
