// Programs that are written as text: read again, they are the programs.
import { describe, expect, it } from 'vitest';
import type { Expr } from '../../dsl/expr.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { drawnAt } from '../testing/fuzzPrograms.ts';
import { expression as e } from '../testing/index.ts';
import { formulas } from '../testing/oracles/formulas.ts';
import { printed } from '../testing/print/program.ts';
import { valuesOf } from '../testing/print/read.ts';
import { feedsOf, type Specimen } from '../testing/programs/specimen.ts';

const runs = Array.from({ length: 8 }, (_, i) => 20 * i);

/** The outputs that the printed statements build, and the leaves that they read. */
function read(specimen: Specimen): { readonly outputs: readonly Expr[]; readonly leaves: readonly Expr[] } {
  const { lines, outputs } = printed(specimen);
  const leaves = specimen.leaves.map((_, i) => `x${i}`);
  const values = valuesOf(lines.join('\n'), [...outputs, ...leaves], { e });
  return { outputs: values.slice(0, outputs.length), leaves: values.slice(outputs.length) };
}

describe.each(runs)('programs of the fuzzer from run %i', (from) => {
  const specimens = Array.from({ length: 20 }, (_, i) => drawnAt({ seed: 11, run: from + i }));

  it('are printed as statements that build them', () => {
    for (const [i, specimen] of specimens.entries()) {
      const { outputs, leaves } = read(specimen);
      const feeds = new Map<Expr, ArrayLike<number>>(leaves.map((leaf, k) => [leaf, specimen.leaves[k]!.values]));
      expect(evaluate(outputs, feeds), `run ${from + i}`).toEqual(evaluate(specimen.outputs, feedsOf(specimen)));
    }
  });

  it('are written as formulas that build them and their gradients', async () => {
    for (const [i, specimen] of specimens.entries()) {
      expect((await formulas.check(specimen)).outcome, `run ${from + i}`).toBe('agrees');
    }
  });
});

it('a loop inside of another reads what the other is at', () => {
  const [x, s, t] = [e.input('x', [3]), e.input('s', [2, 3]), e.input('t', [2, 3])];
  const { carries } = e.scan({
    initial: [x],
    sequences: [s],
    reverse: false,
    body: ([carry], [slice]) => {
      const inner = e.scan({
        initial: [slice!],
        sequences: [t],
        reverse: false,
        body: ([own], [row]) => {
          const next = e.apply('add', e.apply('mul', own!, carry!), e.apply('mul', row!, slice!));
          return { carries: [next], outputs: [] };
        },
      });
      return { carries: [inner.carries[0]!], outputs: [] };
    },
  });
  const leaves = [x, s, t].map((expr, k) => {
    const values = Float64Array.from({ length: expr.shape.reduce((n, d) => n * d) }, (_, i) => 0.25 * i + 0.5 * k + 1);
    return { expr, values, domain: { low: 0, high: 9 } };
  });
  const specimen: Specimen = { leaves, outputs: carries };
  const again = read(specimen);
  const feeds = new Map<Expr, ArrayLike<number>>(again.leaves.map((leaf, k) => [leaf, leaves[k]!.values]));
  expect(evaluate(again.outputs, feeds)).toEqual(evaluate(carries, feedsOf(specimen)));
  expect(formulas.check(specimen)).toMatchObject({ outcome: 'agrees' });
});
