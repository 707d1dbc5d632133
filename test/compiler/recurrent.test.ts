// What a recurrent network costs to compile does not depend on the length of its sequences.
import { describe, expect, it } from 'vitest';
import { emitGpujs } from '../../compiler/emit/gpujs/index.ts';
import { emitWasm } from '../../compiler/emit/wasm/index.ts';
import { compileGraph } from '../../compiler/index.ts';
import type { Definition } from '../../dsl/graph.ts';
import { adam, affine, crossEntropy, input, lstm, model, pipe, trainStep } from '../../dsl/index.ts';
import { cpuLike, gpuLike } from './run.ts';

const small = model({ read: lstm(4, 8), out: affine(8, 10) }, input('batch', 'time', 4), (p, x) =>
  pipe(p.read(x).state.h, p.out),
);
const large = model({ read: lstm(28, 128), out: affine(128, 10) }, input('batch', 'time', 28), (p, x) =>
  pipe(p.read(x).state.h, p.out),
);
const few = trainStep(small, crossEntropy, adam());
const many = trainStep(large, crossEntropy, adam());

const cpu = (step: Definition, time: number) =>
  emitWasm(compileGraph(step.trace({ batch: 2, time }), cpuLike)).bytes.length;
const gpu = (step: Definition, time: number) =>
  JSON.stringify(emitGpujs(compileGraph(step.trace({ batch: 2, time }), gpuLike)).steps).length;

const milliseconds = (f: () => unknown): number => {
  const start = performance.now();
  f();
  return performance.now() - start;
};

describe('16 and 512 steps of an lstm', () => {
  it.each([
    { name: 'on the CPU, 8 units', size: cpu, step: few },
    { name: 'on the CPU, 128 units', size: cpu, step: many },
    { name: 'on gpu.js, 8 units', size: gpu, step: few },
  ])('give code of one size, within a tenth: $name', ({ size, step }) => {
    // not the same: products for all steps at once are cut into blocks, with code for what is left over
    const short = size(step, 16);
    expect(short).toBeGreaterThan(1000);
    expect(Math.abs(size(step, 512) / short - 1)).toBeLessThan(0.1);
  });

  it('compile in the same time, within 20%', { retry: 2 }, () => {
    const [short, long] = [16, 512].map(() => [] as number[]);
    for (let i = 0; i < 6; i++) {
      short!.push(milliseconds(() => cpu(few, 16)));
      long!.push(milliseconds(() => cpu(few, 512)));
    }
    expect(Math.min(...long!)).toBeLessThan(1.2 * Math.min(...short!));
  });
});
