// The law that compiling costs as much for each layer of a network, however many there are: counted, not timed.

import { describe, expect, test } from 'vitest';
import type { Graph } from '../../compiler/graph.ts';
import type { Program } from '../../compiler/program/types.ts';
import { validators } from '../../compiler/program/validate.ts';
import type { Expr } from '../../dsl/expr.ts';
import { cpuLike, graphOf } from './run.ts';
import { startCounting } from './work.ts';

const counter = await startCounting();
const { emitGpujs } = await import('../../compiler/emit/gpujs/index.ts');
const { emitWasm } = await import('../../compiler/emit/wasm/index.ts');
const { kernelsOf } = await import('../../compiler/explain.ts');
const { rootsOf } = await import('../../compiler/graph.ts');
const { compileGraph } = await import('../../compiler/index.ts');
const { axisMap, literal, makeInput, makeReduce, makeView } = await import('../../dsl/build.ts');
const { topological } = await import('../../dsl/expr.ts');
const { add, exp, mul, sub } = await import('../../dsl/expression/pointwise.ts');
const { capabilities: cpu } = await import('../../runtime/backends/cpu/index.ts');
const { capabilities: gpujs } = await import('../../runtime/backends/gpujs/index.ts');
const { adam, affine, crossEntropy, input, lstm, model, pipe, relu, trainStep } = await import(
  '../../runtime/index.ts'
);

const depths = [10, 20, 40, 80] as const;
const width = 32;

/** Training an MLP of so many hidden layers by Adam, as a graph. */
function mlp(depth: number): Graph {
  const hidden = Array.from({ length: depth }, () => affine(width, width));
  const net = model({ hidden, out: affine(width, 10) }, input('batch', width), (p, x) =>
    p.out(p.hidden.reduce((h: typeof x, layer) => relu(layer(h)), x)),
  );
  return trainStep(net, crossEntropy, adam(0.001)).trace({ batch: 16 });
}

/** What each layer adds from one depth to the next. */
function perLayer(of: (depth: number) => number): number[] {
  const values = depths.map(of);
  return values.slice(1).map((v, i) => (v - values[i]!) / (depths[i + 1]! - depths[i]!));
}

describe('each layer of an MLP adds', () => {
  const graphs = new Map(depths.map((d) => [d as number, mlp(d)]));
  const programs = new Map<number, Program>(depths.map((d) => [d, compileGraph(graphs.get(d)!, cpu)]));

  test('the same number of nodes', () => {
    const [first, ...others] = perLayer((d) => topological(rootsOf(graphs.get(d)!)).length);
    expect(first).toBeGreaterThan(0);
    expect(others).toEqual([first, first]);
  });

  test('four kernels: forward, two gradients with their updates, the gradient of the bias with its update', () => {
    expect(perLayer((d) => kernelsOf(programs.get(d)!).length)).toEqual([4, 4, 4]);
  });

  test('no function of WebAssembly: its kernels are like those of another layer', () => {
    const functions = depths.map((d) => emitWasm(programs.get(d)!).functions);
    expect(new Set(functions).size).toBe(1);
  });

  test('bytes of WebAssembly for calls and names only', () => {
    for (const bytes of perLayer((d) => emitWasm(programs.get(d)!).bytes.length)) expect(bytes).toBeLessThan(256);
  });
});

/** Executed blocks of the compiler, for each size. */
async function work(sizes: readonly number[], run: (size: number) => () => void): Promise<number[]> {
  const counts: number[] = [];
  for (const size of sizes) counts.push(await counter.during(run(size)));
  return counts;
}

test('the counter counts: twice the work, twice the count', async () => {
  const graph = mlp(3);
  const compile = () => void compileGraph(graph, cpu, { validators: false });
  compile();
  const [once, twice] = await work([1, 2], (times) => () => {
    for (let i = 0; i < times; i++) compile();
  });
  expect(once).toBeGreaterThan(10_000);
  expect(twice! / once!).toBeCloseTo(2, 1);
});

describe('twice the layers, twice the work', () => {
  test.each([
    ['to WebAssembly', cpu, (p: Program): void => void emitWasm(p)],
    ['to gpu.js', gpujs('webgl2'), (p: Program): void => void emitGpujs(p)],
  ] as const)('%s: tracing, passes, emitter, and validation', async (_, capabilities, emit) => {
    const counts = await work([20, 40, 80], (depth) => () => {
      emit(compileGraph(mlp(depth), capabilities, { validators }));
    });
    // the square of the depth would give 4; up to a thousand temporaries are placed with a small quadratic term
    for (const i of [1, 2]) expect(counts[i]! / counts[i - 1]!).toBeLessThan(2.5);
  });
});

test('512 steps of an lstm are as much work as 16, within 20%', async () => {
  const net = model({ read: lstm(4, 8), out: affine(8, 10) }, input('batch', 'time', 4), (p, x) =>
    pipe(p.read(x).state.h, p.out),
  );
  const definition = trainStep(net, crossEntropy, adam());
  const [short, long] = await work([16, 512], (time) => () => {
    emitWasm(compileGraph(definition.trace({ batch: 2, time }), cpu, { validators }));
  });
  expect(long! / short!).toBeLessThan(1.2);
  expect(long! / short!).toBeGreaterThan(0.8);
});

test('eight times as long a chain of row operations, eight times the work', async () => {
  const chain = (length: number) => {
    const x = makeInput('x', [16, 16], 'f32');
    let y: Expr = x;
    for (let i = 0; i < length; i++) {
      const top = makeReduce('max', y, [1]);
      y = exp(sub(y, makeView(top, [16, 16], [axisMap(2, 0)])));
      y = mul(y, add(y, literal(i, 'f32', [16, 16])));
    }
    return graphOf([x], [y]);
  };
  const [short, long] = await work([150, 1200], (length) => {
    const graph = chain(length);
    return () => void compileGraph(graph, cpuLike, { validators });
  });
  expect(long! / short!).toBeLessThan(10);
});
