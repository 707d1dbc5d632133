// The gpu.js emitter and runtime in the modes that Node has. The browser's modes run the same programs in
// test/browser/emit.test.ts.
import { describe, expect, test } from 'vitest';
import { emitGpujs } from '../../compiler/emit/gpujs/index.ts';
import { listing } from '../../compiler/emit/gpujs/listing.ts';
import { detect, gpu, gpujs } from '../../runtime/backends/gpujs/index.ts';
import { instantiate } from '../../runtime/backends/gpujs/instance.ts';
import { disagreement } from './gpujsAgree.ts';
import { cases } from './gpujsCases.ts';
import { affine, buffer, load, program, RandomKernel, random } from './kernels.ts';

describe.each(['cpu', 'webasm'] as const)('gpu.js %s agrees with the interpreter', (mode) => {
  test.each(cases)('$name', async (c) => {
    expect(await disagreement(c.program, mode, c)).toBeNull();
  });

  test('200 random kernels', async () => {
    const failures: string[] = [];
    for (let seed = 1; seed <= 200; seed++) {
      const found = await disagreement(new RandomKernel(random(seed)).build(), mode, { seed });
      if (found) failures.push(`seed ${seed}: ${found}`);
    }
    expect(failures).toEqual([]);
  });
});

test('a kernel reads like a person wrote it', () => {
  const found = emitGpujs(cases.find((c) => c.name === 'matmul')!.program).steps[0];
  expect(found?.kind === 'kernel' && found.source).toBe(`function k0_matmul(b0, b1) {
  // k0_matmul: b2 over 5 x 7
  // sum of 9 terms each, over 9
  // 572 bytes, 665 operations
  const element = this.thread.x;
  const i = Math.floor((element + 0.5) / 7);
  const j = element - i * 7;
  let total = 0;
  for (let k = 0; k < 9; k++) {
    total = total + b0[i * 9 + k] * b1[k * 7 + j];
  }
  return total > 0 || !(total === total) ? total : 0;
}`);
});

test('where JavaScript computes, every operation is rounded to 32 bits, as elsewhere', async () => {
  const { program: p } = cases.find((c) => c.name === 'matmul')!;
  const found = emitGpujs(p, { round: true }).steps[0];
  expect(found?.kind === 'kernel' && found.source).toContain(
    'total = Math.fround(total + Math.fround(b0[i * 9 + k] * b1[k * 7 + j]));',
  );
  const r = random(5);
  const [a, b] = [45, 63].map((length) => Float32Array.from({ length }, r));
  const results = await Promise.all(
    (['cpu', 'webasm'] as const).map(async (mode) => {
      const instance = await instantiate(p, mode);
      instance.write(0, a!);
      instance.write(1, b!);
      await instance.run();
      return instance.read(2);
    }),
  );
  expect(results[0]![0]).toBeGreaterThan(0);
  expect(results[0]).toEqual(results[1]);
});

test('a long sum by few threads is split for GPUs, and stays one kernel elsewhere', () => {
  const { program } = cases.find((c) => c.name === 'long sum')!;
  expect(emitGpujs(program).kernels).toBe(1);
  const { steps, buffers } = emitGpujs(program, { split: true });
  expect(steps.map((s) => s.kind === 'kernel' && [s.name, s.length])).toEqual([
    ['k0_sum_parts', 120],
    ['k0_sum', 3],
  ]);
  expect(buffers.length).toBe(program.buffers.length + 1);
});

test('a listing shows the kernels of a loop under the loop', () => {
  const { program } = cases.find((c) => c.name === 'reverse scan')!;
  const text = listing(program);
  expect(text).toMatch(/^scan: t from 5 down to 0\n {2}function k0_next\(b1, b0, t\) \{\n/);
  expect(text).toContain(`
  function k1_row(t, b3, b2) {
    // k1_row: b3 over 4
    // 32 bytes, 0 operations
    const element = this.thread.x;
    const offset = element - t * 4;
    const i = offset;
    let kept = b3[this.thread.x];
    if (offset >= 0 && i < 4) {
      kept = b2[i];
    }
    return kept;
  }`);
});

test('Node reports each mode, with the reason where it does not work', async () => {
  const reports = new Map((await detect()).map((r) => [r.mode, r]));
  expect(reports.get('cpu')).toEqual({ mode: 'cpu', available: true, reason: '' });
  expect(reports.get('webasm')).toEqual({ mode: 'webasm', available: true, reason: '' });
  for (const mode of ['webgl', 'webgl2', 'webgpu', 'headlessgl'] as const) {
    const report = reports.get(mode)!;
    if (!report.available) expect(report.reason).toMatch(/browser|gl|webgpu/);
  }
});

test("without a GPU, 'gpu' fails and says why for each mode", async () => {
  await expect(gpu()).rejects.toThrow(/webgpu: .*\n {2}webgl2: .*\n {2}headlessgl: .*\n {2}webgl: /);
  await expect(gpujs('webgl2')).rejects.toThrow('gpujs:webgl2 is not available: needs a browser');
});

test('a buffer that floats cannot count is refused by name', () => {
  const p = program([buffer(0, 2 ** 24 + 1)], []);
  expect(() => emitGpujs(p)).toThrow('gpu.js: buffer b0 has 16777217 elements');
});

test('wrong lengths and released programs are errors', async () => {
  const axis = { id: 1, extent: 3 };
  const at = affine(0, [axis, 1]);
  const outputs = [{ buffer: 1, address: at, value: load(0, at) }];
  const p = program(
    [buffer(0, 3, 'f32', 'input'), buffer(1, 3)],
    [{ kind: 'kernel', name: 'k0_copy', axes: [axis], reduction: null, outputs }],
  );
  const instance = await instantiate(p, 'cpu');
  expect(() => instance.write(0, [1, 2])).toThrow('gpujs: buffer b0 holds 3 elements, the data has 2');
  instance.write(0, [1, 2, 3]);
  await instance.run();
  expect([...(await instance.read(1))]).toEqual([1, 2, 3]);
  instance.release();
  expect(() => instance.write(0, [1, 2, 3])).toThrow('was released');
});
