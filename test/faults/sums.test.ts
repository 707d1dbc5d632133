// Sums of many terms that one accumulator adds up: a million times 0.1 was 100958 on gpu.js, and 2e7 ones that a scatter
// or a loop's carry adds were 16777216. Every way to sum keeps the bound that README states for the backend.
import { beforeAll, describe, expect, test } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import { makeInput } from '../../dsl/build.ts';
import { toExpr } from '../../dsl/tensor.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import * as q from '../../runtime/index.ts';
import { graphOf } from '../compiler/run.ts';
import { inNode } from '../laws/targets.ts';

// called by shapes known at run time only
const tensor = q as unknown as Record<string, (...args: unknown[]) => never>;

/** The values of an expression of x, which is `data`. */
async function valuesOf(on: Backend, data: Float32Array, f: (x: never) => unknown): Promise<ArrayLike<number>> {
  const x = makeInput('x', [data.length], 'f32');
  const program = compileGraph(graphOf([x], [toExpr(f(x as never) as never)]), on.capabilities);
  const instance = await on.instantiate(program);
  try {
    await instance.write(program.inputs[0]!.buffer, data);
    await instance.run();
    return await instance.read(program.outputs[0]!.buffer);
  } finally {
    instance.release();
  }
}

/** additions that a term goes through, for n terms */
const additions = (backend: string, n: number) =>
  backend === 'cpu' ? 136 : 256 * Math.ceil(Math.log(n) / Math.log(256));

const n = 2 ** 18;
const zeros = (count: number) => tensor.mul!(tensor.iota!(count), 0);

/** Ways to sum x, and what of the sum of all they give. */
const ways: Record<string, readonly [f: (x: never) => unknown, factor: number]> = {
  sum: [(x) => tensor.sum!(x), 1],
  mean: [(x) => tensor.mean!(x), 1 / n],
  'sum of rows': [(x) => tensor.sum!(tensor.reshape!(x, 1, n), 1), 1],
  'sum of columns': [(x) => tensor.sum!(tensor.reshape!(x, n, 1), 0), 1],
  'sum over three axes': [(x) => tensor.sum!(tensor.reshape!(x, 4, n / 32, 8)), 1],
  dot: [(x) => tensor.dot!(x, tensor.ones!(n)), 1],
  matmul: [(x) => tensor.matmul!(tensor.reshape!(x, 1, n), tensor.ones!(n, 1)), 1],
  einsum: [(x) => tensor.einsum!('i,i->', x, tensor.ones!(n)), 1],
  'mean pooling of one window': [(x) => tensor.globalMeanPool!(tensor.reshape!(x, 1, 1, n)), 1 / n],
  'the last of a prefix sum': [(x) => tensor.slice!(tensor.cumulativeSum!(x), 0, n - 1), 1],
  'the first of a prefix sum from the end': [
    (x) => tensor.slice!(tensor.cumulativeSum!(x, 0, { reverse: true }), 0, 0, 1),
    1,
  ],
  scatterAdd: [(x) => tensor.scatterAdd!(1, zeros(n), x), 1],
  'scatterAdd of rows': [
    (x) => tensor.slice!(tensor.sum!(tensor.scatterAdd!(3, zeros(n / 8), tensor.reshape!(x, n / 8, 8)), 1), 0, 0, 1),
    1,
  ],
  'the gradient of gather': [
    (x) => {
      const row = tensor.neg!(tensor.slice!(x, 0, 0, 1));
      return tensor.grad!(tensor.sum!(tensor.mul!(tensor.gather!(row, zeros(n)), x)), row);
    },
    1,
  ],
  'the gradient of a broadcast': [
    (x) => {
      const row = tensor.neg!(tensor.slice!(x, 0, 0, 1));
      return tensor.vjp!(tensor.broadcastTo!(row, n), row, x);
    },
    1,
  ],
};

const data = {
  'a tenth': new Float32Array(n).fill(0.1),
  'mixed signs and sizes': Float32Array.from({ length: n }, (_, i) => Math.sin(i) * 2 ** ((i % 40) - 20)),
};

describe.each(Object.entries(inNode))('%s', (name, open) => {
  let on: Backend;
  beforeAll(async () => {
    on = await open();
  });
  describe.each(Object.entries(data))('%s', (_, x) => {
    let [sum, size] = [0, 0];
    for (const v of x) {
      sum += v;
      size += Math.abs(v);
    }
    test.each(Object.entries(ways))('%s', async (_, [f, factor]) => {
      const [got] = await valuesOf(on, x, f).then((v) => Array.from(v));
      expect(Math.abs(got! / factor - sum)).toBeLessThanOrEqual(additions(name, n) * 2 ** -24 * size);
    });
  });
});

/** Loops of gpu.js are launches: fewer steps. */
describe.each(Object.entries(inNode))('carries on %s', (name, open) => {
  test.each([
    ['a sum', (x: never) => tensor.scan!(tensor.scalar!(0), x, (s: never, v: never) => [tensor.add!(s, v), v])],
    [
      'a sum from the end',
      (x: never) =>
        tensor.scan!(tensor.scalar!(0), x, (s: never, v: never) => [tensor.add!(tensor.mul!(v, 1), s), v], {
          reverse: true,
        }),
    ],
  ] as const)('%s', async (_, loop) => {
    const steps = name === 'cpu' ? 2 ** 20 : 2000;
    const x = Float32Array.from({ length: steps }, (_, i) => (i < 3 ? 3e6 : 0.1));
    const [got] = Array.from(await valuesOf(await open(), x, (t) => (loop(t) as { carry: never }).carry));
    const sum = x.reduce((a, b) => a + b, 0);
    expect(Math.abs(got! - sum)).toBeLessThanOrEqual((2 * 2 ** -24 + (steps * 2 ** -24) ** 2) * sum);
  });

  test('what a gradient sums over the steps', async () => {
    const steps = name === 'cpu' ? 2 ** 16 : 1000;
    const gradient = (x: never) => {
      const w = tensor.neg!(tensor.slice!(x, 0, 0, 1));
      const h = tensor.scan!(tensor.zeros!(1), x, (s: never, v: never) => [
        tensor.add!(tensor.mul!(s, 0.5), tensor.mul!(w, v)),
        s,
      ]) as { outputs: never };
      return tensor.grad!(tensor.sum!(h.outputs), w);
    };
    const x = Float32Array.from({ length: steps }, () => 0.1);
    const [got] = Array.from(await valuesOf(await open(), x, gradient));
    // each v moves all later states: 1 + 1/2 + 1/4 + ..., but for the last ones
    const expected = x.reduce((sum, v, t) => sum + v * (2 - 2 ** (t - steps + 2)) * (t < steps - 1 ? 1 : 0), 0);
    expect(Math.abs(got! - expected)).toBeLessThanOrEqual(8 * 2 ** -24 * expected);
  });

  test('infinities', async () => {
    const total = (x: never) =>
      (tensor.scan!(tensor.scalar!(0), x, (s: never, v: never) => [tensor.add!(s, v), v]) as { carry: never }).carry;
    const x = new Float32Array(400).fill(1);
    x[300] = Infinity;
    expect(Array.from(await valuesOf(await open(), x, total))).toEqual([Infinity]);
    x[20] = -Infinity;
    expect(Array.from(await valuesOf(await open(), x, total))).toEqual([Number.NaN]);
  });
});

// the text of gpu.js's kernels lost the parentheses of a + (b + c) and of a (b / c)
test.each(Object.entries(inNode))('%s adds and multiplies in the order that is written', async (_, open) => {
  const parts = (x: never) => (tensor.split!(x, 0, 3) as never[]).map((p) => tensor.reshape!(p));
  const of = async (f: (a: never, b: never, c: never) => never, ...data: number[]) =>
    (await valuesOf(await open(), Float32Array.from(data), (x) => f(...(parts(x) as [never, never, never]))))[0];
  expect(await of((a, b, c) => tensor.add!(a, tensor.sub!(b, c)), 1, 2 ** 25, 2 ** 25)).toBe(1);
  expect(await of((a, b, c) => tensor.add!(a, tensor.add!(b, c)), 1, 2 ** 25, -(2 ** 25))).toBe(1);
  expect(await of((a, b, c) => tensor.mul!(a, tensor.mul!(b, c)), 2 ** 100, 2 ** 100, 2 ** -100)).toBe(2 ** 100);
  expect(await of((a, b, c) => tensor.mul!(a, tensor.div!(b, c)), 2 ** 100, 2 ** 100, 2 ** 100)).toBe(2 ** 100);
});

describe('rows of a scatter on the cpu', () => {
  /** Rows in turn take updates: more and fewer than fit an accumulator. */
  const rows = (count: number, length: number, value: (i: number) => number) => {
    const at = Int32Array.from({ length: count }, (_, i) =>
      i % 7 === 0 ? 2 : i % 2 === 0 ? 0 : i % 251 === 3 ? 1 : 9,
    );
    const updates = Float32Array.from({ length: count * length }, (_, i) => value(i));
    const expected = Array<number>(4 * length).fill(0);
    at.forEach((row, i) => {
      for (let j = 0; j < length && row < 4; j++) expected[row * length + j]! += updates[i * length + j]!;
    });
    const got = inNode.cpu!().then((on) =>
      valuesOf(on, updates, (x) =>
        tensor.scatterAdd!(4, tensor.constantI32!(at, count), tensor.reshape!(x, count, length)),
      ),
    );
    return { got: got.then((v) => Array.from(v)), expected };
  };

  test.each([
    [255, 3],
    [256, 1],
    [256, 4],
    [257, 5],
    [5000, 1],
    [5000, 6],
    [20_000, 3],
  ])('%i updates of %i elements', async (count, length) => {
    // whole numbers, whose sums are exact
    const { got, expected } = rows(count, length, (i) => (i * 37) % 101);
    expect(await got).toEqual(expected);
  });

  test('infinities and NaN are what IEEE 754 says', async () => {
    const { got } = rows(5000, 1, (i) => (i === 2 ? Infinity : i === 7 ? -Infinity : i === 4200 ? Infinity : 1));
    expect((await got).map((x) => (Number.isFinite(x) ? 0 : x))).toEqual([Infinity, 0, Number.NaN, 0]);
  });

  test('2e7 ones', async () => {
    const on = await inNode.cpu!();
    const ones = (x: never) => tensor.scatterAdd!(1, zeros(2e7), tensor.broadcastTo!(x, 2e7));
    expect(Array.from(await valuesOf(on, Float32Array.of(1), ones))).toEqual([2e7]);
  });
});

describe('products on the cpu, of many terms', () => {
  const terms = 2 ** 16 + 3;
  test.each(['packed', 'direct', 'dot'] as const)('%s', async (contractions) => {
    const x = new Float32Array(16 * terms).fill(0.1);
    const products = (y: never) => {
      const [a, b] = [tensor.reshape!(y, 16, terms), tensor.reshape!(y, terms, 16)];
      return tensor.concat!(1, tensor.matmul!(a, b), tensor.matmul!(a, tensor.transpose!(a)));
    };
    const got = Array.from(await valuesOf(q.cpu({ contractions, threads: 1 }), x, products));
    const exact = terms * Math.fround(0.1) ** 2;
    for (const v of [Math.min(...got), Math.max(...got)])
      expect(Math.abs(v / exact - 1)).toBeLessThanOrEqual((512 + terms / 256) * 2 ** -24);
  });
});
