// Every backend that runs in Node agrees with the float64 reference on random programs, within float32's rounding.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import type { Expr } from '../../dsl/expr.ts';
import { topological } from '../../dsl/expr.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { graphOf } from '../compiler/run.ts';
import { programs } from './programs.ts';
import { inNode, variants } from './targets.ts';

/** The error allowed is this much of the largest value on the way: sums may cancel. */
const tolerance = 5e-5;

const runs: Readonly<Record<string, number>> = { cpu: 200, 'gpujs:cpu': 40, 'gpujs:webasm': 40 };

describe.each(Object.entries({ ...inNode, ...variants }))('%s', (name, open) => {
  it('agrees with the reference', async () => {
    const target = await open();
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
      { numRuns: runs[name] ?? 60 },
    );
  });
});

function magnitude(values: Float64Array): number {
  return values.reduce((m, v) => (Number.isNaN(v) ? Infinity : Math.max(m, Math.abs(v))), 0);
}

function difference(a: number, b: number): number {
  return Number.isNaN(a) ? Infinity : Math.abs(a - b);
}
