// Every backend that runs in Node agrees with the float64 reference on random programs, within float32's rounding.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import type { Expr } from '../../dsl/expr.ts';
import { topological } from '../../dsl/expr.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { graphOf } from '../compiler/run.ts';
import { programs } from './programs.ts';

/** The error allowed is this much of the largest value on the way: sums may cancel. */
const tolerance = 5e-5;

interface Entry {
  readonly name: string;
  readonly backend: () => Promise<Backend>;
  readonly runs: number;
}

const backends: readonly Entry[] = [
  { name: 'cpu', backend: async () => cpu(), runs: 200 },
  { name: 'cpu, no fused multiply-add', backend: async () => cpu({ fused: false }), runs: 60 },
  { name: 'cpu, every contraction packed', backend: async () => cpu({ contractions: 'packed' }), runs: 60 },
  { name: 'cpu, every contraction direct', backend: async () => cpu({ contractions: 'direct' }), runs: 60 },
  { name: 'cpu, every contraction by dot products', backend: async () => cpu({ contractions: 'dot' }), runs: 60 },
  { name: 'gpujs:cpu', backend: () => gpujs('cpu'), runs: 40 },
  { name: 'gpujs:webasm', backend: () => gpujs('webasm'), runs: 40 },
];

describe.each(backends)('$name', ({ backend, runs }) => {
  it('agrees with the reference', async () => {
    const target = await backend();
    await fc.assert(
      fc.asyncProperty(programs, async ({ inputs, outputs }) => {
        const feeds = new Map<Expr, readonly number[]>(inputs.map((i) => [i.leaf, i.value]));
        const largest = Math.max(1, ...evaluate(topological(outputs), feeds).map(magnitude));
        fc.pre(largest < 1e3);
        const want = evaluate(outputs, feeds);
        const leaves = inputs.map((i) => i.leaf);
        const program = compileGraph(graphOf(leaves, outputs), target.capabilities);
        const instance = await target.instantiate(program);
        try {
          for (const [i, port] of program.inputs.entries()) instance.write(port.buffer, inputs[i]!.value);
          await instance.run();
          for (const [i, port] of program.outputs.entries()) {
            const got = await instance.read(port.buffer);
            const worst = Math.max(0, ...Array.from(got, (v, j) => difference(v, want[i]![j]!)));
            expect(worst, `output ${i}: ${got} instead of ${want[i]}`).toBeLessThanOrEqual(tolerance * largest);
          }
        } finally {
          instance.release();
        }
      }),
      { numRuns: runs },
    );
  });
});

function magnitude(values: Float64Array): number {
  return values.reduce((m, v) => (Number.isNaN(v) ? Infinity : Math.max(m, Math.abs(v))), 0);
}

function difference(a: number, b: number): number {
  return Number.isNaN(a) ? Infinity : Math.abs(a - b);
}
