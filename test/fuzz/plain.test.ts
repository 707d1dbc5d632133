// Operations beside plain arithmetic: each agrees, and one that means something else is convicted.
import { describe, expect, it } from 'vitest';
import * as language from '../../dsl/ops/index.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { meanings, plain } from '../testing/edges/plain.ts';
import { counterexample } from '../testing/failure.ts';
import { guarded, oraclesFor } from '../testing/fuzz.ts';
import { expression as e } from '../testing/index.ts';
import { plainly } from '../testing/oracles/plain.ts';
import { made } from '../testing/plain/array.ts';
import { Drawing } from '../testing/plain/meaning.ts';
import { Choices } from '../testing/programs/choices.ts';
import type { Specimen } from '../testing/programs/specimen.ts';

const choicesOf = (i: number) =>
  new Choices(Array.from({ length: 128 }, (_, k) => Math.floor(99_991 * Math.abs(Math.sin(7 * i + k * k + 1)))));

describe('operations on small arrays', () => {
  it.each(Object.keys(meanings))('%s comes to what plain arithmetic says', async (name) => {
    for (let i = 0; i < 60; i++) {
      const { leaves, output, wanted } = meanings[name]!(new Drawing(choicesOf(i), 'x'));
      const specimen: Specimen = { leaves, outputs: [output], known: { kind: 'plain', wanted: [wanted] } };
      expect(await plainly.check(specimen), `draw ${i}`).toMatchObject({ outcome: 'agrees' });
    }
  });

  it('are all that the language has beside pointwise ones, layers and losses', () => {
    const others =
      /^(elu|gelu|leakyRelu|logSigmoid|relu|silu|softplus|clamp|maximum|minimum|scale|cast|where|square|flatten|reshape|all|any|count|custom|grad|jvp|vjp|stop|value|full|input|iota|ones|parameter|scalar|zeros|constant|lifted|scan|keyOf|huber|squaredError|.*[eE]ntropy.*|correctCount|crossCorrelate[12]d|.*Transposed[12]d)/;
    const pointwise = new Set(Object.keys(scalars));
    const named = new Set(Object.keys(meanings));
    const missing = Object.keys(language).filter(
      (name) => !named.has(name) && !pointwise.has(name) && !others.test(name),
    );
    expect(missing).toEqual([]);
  });

  it('convict another value and another shape, and print a program that does', async () => {
    const x = e.input('x', [3]);
    const leaf = { expr: x, values: Float64Array.from([1, 2, 4]), domain: { low: -9, high: 9 } };
    const of = (output: e.Expr, shape: readonly number[], value: number): Specimen => ({
      leaves: [leaf],
      outputs: [output],
      known: { kind: 'plain', wanted: [made(shape, () => value)] },
    });
    const total = e.reduce('sum', x, [0]);
    expect(await plainly.check(of(total, [], 7))).toMatchObject({ outcome: 'agrees' });
    const verdict = await plainly.check(of(total, [], 6));
    expect(verdict).toMatchObject({ outcome: 'disagrees', expected: 6, actual: 7 });
    expect(await plainly.check(of(total, [1], 7))).toMatchObject({ thrown: 'output 0 has shape [], expected [1]' });
    if (verdict.outcome !== 'disagrees') return;
    const shown = counterexample(
      { specimen: of(total, [], 6), oracle: plainly, conviction: verdict },
      { seed: 1, run: 2 },
    );
    expect(shown.program).toContain('"kind":"plain"');
  });

  it.each([-Infinity, 1e300, Number.NaN])(
    'convict %s where infinity is meant, however wide the tolerance',
    async (value) => {
      const x = e.input('x', [1]);
      const leaf = { expr: x, values: Float64Array.of(value), domain: { low: -9, high: 9 } };
      const specimen = (wanted: number): Specimen => ({
        leaves: [leaf],
        outputs: [x],
        known: { kind: 'plain', wanted: [made([1], () => wanted)] },
      });
      expect(await guarded(plainly, 10).check(specimen(Infinity))).toMatchObject({ outcome: 'disagrees' });
      expect(await guarded(plainly, 10).check(specimen(value))).toMatchObject({ outcome: 'agrees' });
    },
  );

  it('are asked of one oracle alone', async () => {
    const specimen = plain['operations on small arrays']!(choicesOf(1));
    const outcomes = await Promise.all(
      oraclesFor({}).map(async (o) => [o.name, (await guarded(o).check(specimen)).outcome] as const),
    );
    expect(outcomes.filter(([, outcome]) => outcome !== 'inapplicable')).toEqual([['plain arithmetic', 'agrees']]);
  });
});
