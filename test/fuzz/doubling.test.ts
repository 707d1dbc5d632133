// Doubled leaves: which functions have a degree, and what the law convicts that rounding would excuse.
import { describe, expect, it } from 'vitest';
import type { Expr } from '../../dsl/expr.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/index.ts';
import { drawnAt } from '../testing/fuzzPrograms.ts';
import { expression as e } from '../testing/index.ts';
import { type Degree, degreesOf } from '../testing/numeric/degrees.ts';
import { agreesWith } from '../testing/oracles/backend.ts';
import { doublingOf } from '../testing/oracles/doubling.ts';
import { expectedOf } from '../testing/oracles/expected.ts';
import type { Leaf, Specimen } from '../testing/programs/specimen.ts';

const x = e.input('x', [3]);
const w = e.input('w', [3]);
const leaf = (expr: Leaf['expr']): Leaf => ({
  expr,
  domain: { low: -2, high: 2 },
  values: Float64Array.of(0.3, -1.1, 1.7).map(Math.fround),
});
const specimen = (...outputs: Expr[]): Specimen => ({ leaves: [leaf(x), leaf(w)], outputs });

describe('degrees', () => {
  const of = (y: Expr): Degree => degreesOf([y], new Map([[x, 1]])).get(y)!;

  it.each<readonly [string, Expr, Degree]>([
    ['x', x, 1],
    ['a constant', e.full(0.5, [3]), 0],
    ['zeros', e.full(0, [3]), 'any'],
    ['x w', e.apply('mul', x, w), 1],
    ['x x', e.apply('mul', x, x), 2],
    ['x / x', e.apply('div', x, x), 0],
    ['sin(x / x)', e.apply('sin', e.apply('div', x, x)), 0],
    ['sin x', e.apply('sin', x), null],
    ['x + w', e.apply('add', x, w), null],
    ['max(x, 0)', e.apply('max', x, 0), 1],
    ['max(x, 1)', e.apply('max', x, 1), null],
    ['x > 0 ? x : 0', e.apply('select', e.apply('greater', x, 0), x, 0), 1],
    ['x > 1 ? x : 0', e.apply('select', e.apply('greater', x, 1), x, 0), null],
    ['the product of three', e.reduce('prod', x, [0]), 3],
    ['the place of the largest', e.reduce('argMax', x, [0]), 0],
    ['x with zeros around it', e.view(x, [5], ['i - 1']), 1],
    ['x with ones around it', e.view(x, [5], ['i - 1'], 1), null],
    ['sqrt(x x)', e.apply('sqrt', e.apply('mul', x, x)), 1],
  ])('%s', (_, y, degree) => expect(of(y)).toBe(degree));
});

describe('doubled leaves', () => {
  it('are asked of most programs', () => {
    const drawn = Array.from({ length: 60 }, (_, run) => drawnAt({ seed: 3, run })).filter(
      (s) => s.known === undefined,
    );
    const asked = drawn.filter((s) => doublingOf(s, expectedOf(s)) !== null);
    expect(asked.length).toBeGreaterThan(drawn.length / 2);
  });

  /** The CPU, whose results are off by what rounding may do. */
  const off = (by: number): Backend => ({
    ...cpu({ threads: 1 }),
    async instantiate(program) {
      const instance = await cpu({ threads: 1 }).instantiate(program);
      return { ...instance, read: async (buffer) => (await instance.read(buffer)).map((v) => Math.fround(v + by)) };
    },
  });

  it('convict a sum that begins a little above zero', async () => {
    const product = specimen(e.reduce('sum', e.apply('mul', e.apply('mul', x, w), x), [0]));
    expect(await agreesWith(off(0)).check(product)).toMatchObject({ outcome: 'agrees' });
    expect(await agreesWith(off(3e-7)).check(product)).toMatchObject({
      outcome: 'disagrees',
      what: expect.stringContaining('with leaves doubled'),
    });
    // nothing has a degree
    const bent = specimen(e.apply('sin', e.apply('add', e.apply('mul', x, w), 1)));
    expect(await agreesWith(off(2e-9)).check(bent)).toMatchObject({ outcome: 'agrees' });
  });
});
