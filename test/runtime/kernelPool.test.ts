// Kernels that programs share where gpu.js computes in plain memory.
import { describe, expect, it } from 'vitest';
import type { Gpu, Kernel, KernelSettings } from '../../runtime/backends/gpujs/library.ts';
import { KernelPool } from '../../runtime/backends/gpujs/pool.ts';
import { affine, compile, input, model, predictStep, tanh } from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';

const settings = (length: number): KernelSettings => ({
  output: [length],
  precision: 'single',
  pipeline: true,
  immutable: true,
});

function counted() {
  const destroyed = new Set<Kernel>();
  const made: string[] = [];
  const createKernel = (source: string): Kernel => {
    made.push(source);
    const kernel: Kernel = Object.assign(() => new Float32Array(1), {
      kernel: { constructor: { mode: 'cpu' } },
      destroy: () => void destroyed.add(kernel),
    });
    return kernel;
  };
  const gpu: Gpu = { createKernel, destroy: async () => undefined };
  return { made, destroyed, pool: new KernelPool(() => gpu) };
}

const scaled = (name: string, from: string, factor = 2) =>
  `function ${name}(${from}, x) {\n  // ${name}: out over 3\n  return ${from}[this.thread.x] * ${factor} + x[this.thread.x];\n}`;

describe('two kernels are one', () => {
  const { pool, made } = counted();
  const first = pool.take(scaled('k0_mul', 'w0'), settings(3), [3, 3]);

  it('where they differ in names and comments alone', () => {
    expect(pool.take(scaled('k7_mul_add', 'thread'), settings(3), [3, 3])).toBe(first);
    expect(made).toEqual(['function $0($1, $2) {\n  return $1[this.thread.x] * 2 + $2[this.thread.x];\n}']);
  });

  it.each([
    ['what they compute', scaled('k0_mul', 'w0', 3), 3, [3, 3]],
    ['the length of an argument', scaled('k0_mul', 'w0'), 3, [3, 4]],
    ['the length of the result', scaled('k0_mul', 'w0'), 4, [3, 3]],
    ['a number in place of an array', scaled('k0_mul', 'w0'), 3, [3, 0]],
  ])('but not where they differ in %s', (_, source, length, lengths) => {
    expect(pool.take(source, settings(length), lengths)).not.toBe(first);
  });
});

describe('a kernel that nobody uses any more', () => {
  it('is kept for the next program, if it is small', () => {
    const { pool, destroyed } = counted();
    const take = (length: number) => pool.take(scaled('k', 'a'), settings(length), [length, length]);
    const [small, same, large] = [take(3), take(3), take(100_000)];
    pool.give(large);
    expect([...destroyed]).toEqual([large]);
    pool.give(small);
    pool.give(same);
    expect(take(3)).toBe(small);
    expect(take(100_000)).not.toBe(large);
  });

  it('ends when many others were used since, and none that is in use does', () => {
    const { pool, destroyed } = counted();
    const take = (factor: number) => pool.take(scaled('k', 'a', factor), settings(3), [3, 3]);
    const [used, unused] = [take(-1), take(-2)];
    pool.give(unused);
    for (let i = 0; i < 300; i++) pool.give(take(i));
    expect(destroyed.has(unused)).toBe(true);
    expect(destroyed.has(used)).toBe(false);
    expect(destroyed.size).toBe(302 - 1 - 256);
  });
});

it.each(Object.entries(inNode))('programs of the same kernels do not mix their values on %s', async (_, open) => {
  const net = (name: string) => model({ [name]: affine(3, 3) }, input('batch', 3), (p, x) => tanh(p[name]!(x)));
  const on = await open();
  const [a, b] = [
    await compile(predictStep(net('a')), { batch: 2 }, { on }),
    await compile(predictStep(net('b')), { batch: 2 }, { on }),
  ];
  const [x, y] = [
    [1, 2, 3, 4, 5, 6],
    [-1, 0, 1, 0, 2, 0],
  ];
  const of = async (program: typeof a, values: number[]) =>
    (await program.run(program.initialState(3), { input: values })).outputs;
  const alone = [await of(a, x), await of(b, y)];
  expect(await Promise.all([of(a, x), of(b, y)])).toEqual(alone);
  await a.release();
  expect(await of(b, y)).toEqual(alone[1]);
  await b.release();
});
