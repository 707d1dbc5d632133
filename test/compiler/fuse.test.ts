// What shares a kernel, and what is stored.
import { expect, test } from 'vitest';
import { explainProgram, kernelsOf, totalsOf } from '../../compiler/explain.ts';
import { compileGraph } from '../../compiler/index.ts';
import {
  axisMap,
  broadcastScalar,
  literal,
  makeInput,
  makeIota,
  makeParameter,
  makeReduce,
  makeView,
} from '../../dsl/build.ts';
import type { Expr, Parameter } from '../../dsl/expr.ts';
import { add, div, exp, max, mul, sqrt, sub, tanh, toF32 } from '../../dsl/expression/pointwise.ts';
import { random } from '../emit/kernels.ts';
import { backends, cpuLike, evaluate, gpuLike, graphOf, ramp, stateful } from './run.ts';

const constant = (value: number, shape: readonly number[]) => literal(value, 'f32', shape);
const state = (name: string, shape: readonly number[]): Parameter =>
  makeParameter(name, shape, { name: 'zeros' } as never, true);

test('Adam: one kernel updates both moments and the parameter in place', () => {
  const shape = [4, 3];
  const [m, v, p] = [state('m', shape), state('v', shape), state('p', shape)];
  const [g, rate] = [makeInput('g', shape, 'f32'), makeInput('rate', [], 'f32')];
  const nextM = add(mul(m, constant(0.9, shape)), mul(g, constant(0.1, shape)));
  const nextV = add(mul(v, constant(0.99, shape)), mul(mul(g, g), constant(0.01, shape)));
  const step = div(mul(nextM, broadcastScalar(rate, shape)), add(sqrt(nextV), constant(1e-8, shape)));
  const graph = stateful(
    [g, rate],
    [
      [m, nextM],
      [v, nextV],
      [p, sub(p, step)],
    ],
  );
  const values = [ramp(12, 1, -5), [0.5]];
  const initial = [ramp(12), ramp(12), ramp(12)];
  const { program, states } = evaluate(graph, cpuLike, values, initial, 2);
  expect(program.steps.length).toBe(1);
  expect(program.arenaBytes).toBe(0);
  expect(states).toEqual(evaluate(graph, gpuLike, values, initial, 2).states);
});

test('a largest value and its place share a kernel, whatever comes of the value', () => {
  const x = makeInput('x', [6, 4], 'f32');
  const values = [
    [1, 3, 3, 2],
    [0, -0, -1, 0],
    [-0, 0, 0, -0],
    [NaN, 1, NaN, 5],
    [2, NaN, 7, 1],
    Array(4).fill(-Infinity),
  ];
  const largest = makeReduce('max', x, [1]);
  const place = makeReduce('argMax', x, [1]);
  const graph = graphOf([x], [max(largest, constant(0, [6])), place, largest]);
  const [cpu, gpu] = [cpuLike, gpuLike].map((capabilities) => evaluate(graph, capabilities, [values.flat()]));
  expect(cpu!.program.steps.length).toBe(1);
  expect(cpu!.outputs).toEqual(gpu!.outputs);
  expect(cpu!.outputs[1]).toEqual([1, 0, 0, 0, 1, 0]);
  // the smallest value is none of the largest's business, nor is that along another axis
  const y = makeInput('y', [4, 4], 'f32');
  const others = graphOf([y], [makeReduce('argMax', y, [1]), makeReduce('min', y, [1]), makeReduce('max', y, [0])]);
  expect(compileGraph(others, cpuLike).steps.length).toBe(3);
});

test('what is added to a largest value may be a long chain of shared values', () => {
  const x = makeInput('x', [6, 4], 'f32');
  const y = makeInput('y', [6], 'f32');
  let chain: Expr = y;
  for (let i = 0; i < 60; i++) chain = mul(chain, chain);
  const graph = graphOf([x, y], [add(chain, makeReduce('max', x, [1])), makeReduce('argMax', x, [1])]);
  expect(compileGraph(graph, cpuLike).steps.length).toBe(1);
});

test('a costly value that is broadcast is stored, a cheap one is computed again', () => {
  const x = makeInput('x', [8], 'f32');
  const spread = (e: Expr) => makeView(e, [16, 8], [axisMap(2, 1)]);
  const y = makeInput('y', [16, 8], 'f32');
  const steps = (e: Expr) => compileGraph(graphOf([x, y], [add(spread(e), y)]), cpuLike).steps.length;
  expect(steps(exp(x))).toBe(2);
  expect(steps(max(x, constant(0, [8])))).toBe(1);
});

test('a kernel reads no more buffers than the backend allows', () => {
  const inputs = [...Array(20).keys()].map((i) => makeInput(`x${i}`, [3], 'f32'));
  const total = inputs.slice(1).reduce<Expr>((sum, x) => add(sum, x), inputs[0]!);
  const { outputs, program } = evaluate(
    graphOf(inputs, [total]),
    gpuLike,
    inputs.map((_, i) => [i, i, 1]),
  );
  expect(outputs[0]).toEqual([190, 190, 20]);
  expect(program.steps.length).toBeGreaterThan(1);
});

test('the last reader of a temporary writes over it; what nothing loads is not stored', () => {
  const x = makeInput('x', [6, 4], 'f32');
  const spread = (e: Expr) => makeView(e, [6, 4], [axisMap(2, 0)]);
  const y = exp(x);
  const z = tanh(div(y, spread(makeReduce('sum', y, [1]))));
  const w = sub(z, spread(makeReduce('max', z, [1])));
  const { program, outputs } = evaluate(graphOf([x], [makeReduce('sum', mul(w, w), [1])]), cpuLike, [ramp(24, 0.1)]);
  expect(program.buffers.filter((b) => b.length === 24).map((b) => b.role)).toEqual(['input', 'temporary']);
  expect(program.unsharedBytes).toBe(2 * 96 + 2 * 32);
  expect(outputs[0]!.every((v) => v > 0)).toBe(true);
});

test('temporaries that do not live together share memory', () => {
  const x = makeInput('x', [64, 64], 'f32');
  let y: Expr = x;
  for (let i = 0; i < 8; i++) {
    const total = makeReduce('sum', y, [1]);
    y = tanh(sub(y, makeView(total, [64, 64], [axisMap(2, 0)])));
    y = add(y, makeView(y, [64, 64], [axisMap(2, 1), axisMap(2, 0)]));
  }
  const { program } = evaluate(graphOf([x], [y]), cpuLike, [ramp(4096, 0.001)]);
  expect(program.arenaBytes).toBeLessThan(program.unsharedBytes / 2);
});

test('explain lists kernels with loops, formulas and totals', () => {
  const [x, w] = [makeInput('x', [4], 'f32'), makeInput('w', [4], 'f32')];
  const program = compileGraph(graphOf([x, w], [tanh(makeReduce('sum', mul(x, w), [0]))]), cpuLike);
  expect(totalsOf(program)).toEqual({ kernels: 1, operations: 9, bytesMoved: 36 });
  expect(explainProgram(program)).toContain('r = sum over');
  expect(explainProgram(program)).toContain('out0[0] = tanh(r)');
});

test.each(backends)('%s: literals and indices are not stored, however deep the expression that reads them', (_, c) => {
  const x = makeInput('x', [4], 'f32');
  let y: Expr = x;
  const index = toF32(makeIota([4], 0));
  for (let i = 0; i < 150; i++) y = add(mul(y, constant(1.5, [4])), index);
  const { program } = evaluate(graphOf([x], [y]), c, [ramp(4)]);
  const loads = kernelsOf(program).flatMap((k) => k.reads);
  const copies = kernelsOf(program).filter((k) => k.reads.length === 0);
  expect(copies).toEqual([]);
  expect(new Set(loads).size).toBeLessThanOrEqual(4);
});

test('no kernel reads more buffers than the backend allows, whatever was stored for the others', () => {
  const narrow = { ...gpuLike, maxInputs: 3 };
  for (let seed = 1; seed <= 70; seed++) {
    const r = random(seed);
    const leaves = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => makeInput(name, [3], 'f32'));
    const nodes: Expr[] = [...leaves];
    const any = () => nodes[Math.floor(r() * nodes.length)]!;
    for (let k = 0; k < 24; k++) nodes.push((r() < 0.5 ? add : mul)(any(), any()));
    const compiled = () => compileGraph(graphOf(leaves, nodes.slice(-3)), narrow);
    expect(compiled, `seed ${seed}`).not.toThrow();
  }
});
