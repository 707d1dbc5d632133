// Loops and indices that count further than their integers: 46341 x 46341 elements summed to 25 on the cpu, and a loop of
// gpu.js over more than 2^24 elements never ended. Either right, or refused before anything runs.
import { describe, expect, test } from 'vitest';
import { emitGpujs } from '../../compiler/emit/gpujs/index.ts';
import { emitWasm } from '../../compiler/emit/wasm/index.ts';
import { compileGraph } from '../../compiler/index.ts';
import { makeInput } from '../../dsl/build.ts';
import type { Expr } from '../../dsl/expr.ts';
import { toExpr } from '../../dsl/tensor.ts';
import { capabilities as cpu, instantiate } from '../../runtime/backends/cpu/index.ts';
import { capabilities as gpujs, modes } from '../../runtime/backends/gpujs/index.ts';
import * as q from '../../runtime/index.ts';
import { graphOf } from '../compiler/run.ts';

const one = makeInput('x', [], 'f32');
const tensor = q as unknown as Record<string, (...args: unknown[]) => never>;
/** `x` everywhere, which nothing stores */
const everywhere = (...shape: number[]) => tensor.broadcastTo!(one, ...shape);
const expr = (t: unknown): Expr => toExpr(t as never);
const program = (t: unknown, capabilities = cpu) => compileGraph(graphOf([one], [expr(t)]), capabilities);

/** The result on the cpu backend, where x is 1. */
function onCpu(t: unknown): number[] {
  const compiled = program(t);
  const instance = instantiate(compiled);
  instance.write(compiled.inputs[0]!.buffer, [1]);
  instance.run();
  return [...instance.read(compiled.outputs[0]!.buffer)];
}

describe('the cpu counts past 2^31 elements of several axes', () => {
  test('a sum of all, within its bound', () => {
    const [got] = onCpu(tensor.sum!(everywhere(46341, 46341)));
    expect(Math.abs(got! / 46341 ** 2 - 1)).toBeLessThan(136 * 2 ** -24);
  });

  test.each([
    ['sum', everywhere(2, 2 ** 31 - 1), 2 ** 31 - 1],
    ['max', everywhere(65536, 65536), 65536],
    ['prod', everywhere(3, 50_000, 50_000), 150_000],
  ] as const)('%s: no axis of the program has more points than an i32 counts', (op, x, most) => {
    const [step] = program(tensor[op]!(x)).steps;
    const extents = step?.kind === 'kernel' ? step.reduction!.axes.map((a) => a.extent) : [];
    expect(Math.max(...extents)).toBeLessThanOrEqual(most);
    expect(emitWasm(program(tensor[op]!(x))).bytes.length).toBeGreaterThan(0);
  });
});

/** What no backend can count, and what the language says where it is written. */
const tooMany: Record<string, () => unknown> = {
  iota: () => tensor.iota!(2 ** 31),
  zeros: () => tensor.zeros!(2 ** 31),
  input: () => tensor.input!(2 ** 31, 0),
  broadcastTo: () => everywhere(1, 2 ** 31),
  reshape: () => tensor.reshape!(everywhere(65536, 65536), 2 ** 32),
  flatten: () => tensor.flatten!(everywhere(2, 65536, 65536)),
  repeat: () => tensor.repeat!(everywhere(65536), 0, 65536),
  pad: () => tensor.pad!(everywhere(4), 0, 0, 2 ** 31),
  concat: () => tensor.concat!(0, everywhere(2 ** 30), everywhere(2 ** 30)),
  argMax: () => tensor.argMax!(everywhere(60_000, 60_000)),
  'argMin over two of three axes': () => tensor.argMin!(everywhere(2, 60_000, 60_000), [1, 2]),
  count: () => tensor.count!(tensor.greater!(everywhere(60_000, 60_000), 0)),
};

test.each(Object.entries(tooMany))(
  '%s: refused where it is written, with the shape, the limit and the fix',
  (_, make) => {
    expect(make).toThrow(/\[[\d, ]+\].*2147483647.*; (use two axes|reduce one axis after the other)/);
    expect(make).toThrow('counting.test.ts');
  },
);

const long = 2 ** 24;
const far = (n: number) => tensor.iota!(n);
/** What the floats of gpu.js cannot count: the first is the last that they can. */
const byFloats: Record<string, readonly [right: () => unknown, wrong: () => unknown, shape: string]> = {
  'a sum': [() => tensor.sum!(everywhere(long)), () => tensor.sum!(everywhere(long + 1)), 'sum of [16777217]'],
  'a mean of rows': [
    () => tensor.mean!(everywhere(2, long), 1),
    () => tensor.mean!(everywhere(2, long + 1), 1),
    'sum of [2, 16777217]',
  ],
  'a sum of positions': [() => tensor.sum!(far(long)), () => tensor.sum!(far(long + 1)), 'sum of [16777217]'],
  'a place': [
    () => tensor.argMax!(everywhere(4096, 4096)),
    () => tensor.argMax!(everywhere(4096, 4097)),
    'argMax of [4096, 4097]',
  ],
  'a result': [() => everywhere(4096, 4096), () => everywhere(4096, 4097), '[16781312]'],
  'computed indices': [
    () => tensor.sum!(tensor.reshape!(tensor.add!(far(4096), tensor.expand!(far(4096), 1)), 512, 32768)),
    () => tensor.sum!(tensor.reshape!(tensor.add!(far(4100), tensor.expand!(far(4100), 1)), 1681, 10_000), 0),
    'sum of [1681, 10000]',
  ],
};

describe.each(modes)('gpujs:%s', (mode) => {
  test.each(Object.entries(byFloats))('%s of 2^24 compiles, of more is refused', (_, [right, wrong, shape]) => {
    expect(emitGpujs(program(right(), gpujs(mode))).kernels).toBeGreaterThan(0);
    expect(() => program(wrong(), gpujs(mode))).toThrow(`${shape} counts to`);
    expect(() => program(wrong(), gpujs(mode))).toThrow(
      /and the backend to 16777216; use a smaller batch or a backend with 32-bit integers/,
    );
    expect(emitWasm(program(wrong())).bytes.length).toBeGreaterThan(0);
  });
});
