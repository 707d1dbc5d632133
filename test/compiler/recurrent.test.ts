// What a recurrent network costs to compile does not depend on the length of its sequences.
import { describe, expect, it } from 'vitest';
import { emitGpujs } from '../../compiler/emit/gpujs/index.ts';
import { emitWasm } from '../../compiler/emit/wasm/index.ts';
import { compileGraph } from '../../compiler/index.ts';
import type { Definition } from '../../dsl/graph.ts';
import { adam, affine, crossEntropy, input, lstm, model, pipe, sgd, trainStep } from '../../dsl/index.ts';
import { cpuLike, gpuLike } from './run.ts';

/** The benchmark's: 64 inputs, 128 units, the last state to ten classes. */
const usual = model({ read: lstm(64, 128), out: affine(128, 10) }, input('batch', 'time', 64), (p, x) =>
  pipe(p.read(x).state.h, p.out),
);
const small = model({ read: lstm(4, 8), out: affine(8, 10) }, input('batch', 'time', 4), (p, x) =>
  pipe(p.read(x).state.h, p.out),
);
const many = trainStep(usual, crossEntropy, sgd(0.01));
const few = trainStep(small, crossEntropy, adam());

const cpu = (step: Definition, batch: number, time: number) =>
  emitWasm(compileGraph(step.trace({ batch, time }), cpuLike)).bytes.length;
/** text, in which 512 is not longer than 16 */
const gpu = (step: Definition, batch: number, time: number) =>
  JSON.stringify(emitGpujs(compileGraph(step.trace({ batch, time }), gpuLike)).steps).replace(/\d+/g, '0').length;

describe('16 and 512 steps of an lstm', () => {
  it.each([
    { name: '2% on the CPU', size: cpu, bound: 0.02 },
    { name: '2% on gpu.js', size: gpu, bound: 0.02 },
  ])('give code of one size, within $name', ({ size, bound }) => {
    const short = size(many, 32, 16);
    expect(short).toBeGreaterThan(10_000);
    expect(Math.abs(size(many, 32, 512) / short - 1)).toBeLessThan(bound);
  });

  it('give code of about one size in a batch of two: what is left over of blocks of steps has code of its own', () => {
    for (const size of [cpu, gpu]) expect(Math.abs(size(few, 2, 512) / size(few, 2, 16) - 1)).toBeLessThan(0.1);
  });
});
