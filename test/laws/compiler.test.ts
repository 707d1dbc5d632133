// The compiler keeps the meaning of random programs: the Program, interpreted in float64, agrees with the reference.
// Once for a target like the CPU (many outputs, scatter, in-place) and once for one like a GPU (none of these).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate as reference } from '../../runtime/backends/reference/index.ts';
import { backends, evaluate, graphOf } from '../compiler/run.ts';
import { expectClose } from './gradient.ts';
import { programs } from './programs.ts';

describe.each(backends)('%s', (_, capabilities) => {
  it('computes what the reference computes', () => {
    fc.assert(
      fc.property(programs, ({ inputs, outputs, all }) => {
        const feeds = new Map(inputs.map((i) => [i.leaf, i.value]));
        const values = reference(all, feeds);
        fc.pre(values.every((v) => v.every((x) => Math.abs(x) < 1e6)));
        const want = reference(outputs, feeds);
        const graph = graphOf(
          inputs.map((i) => i.leaf),
          outputs,
        );
        const { outputs: got } = evaluate(
          graph,
          capabilities,
          inputs.map((i) => i.value),
        );
        got.forEach((values, i) => {
          expectClose(values, want[i]!, `output ${i}`, 1e-9);
        });
        expect(got).toHaveLength(outputs.length);
      }),
      { numRuns: 300 },
    );
  });
});
