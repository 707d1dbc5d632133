// Programs that are written in another way: every identity is used and holds, and what is no identity is convicted.
import { describe, expect, it } from 'vitest';
import { fold, keyOf, uniform } from '../../dsl/key.ts';
import { drawnAt, programAt } from '../testing/fuzzPrograms.ts';
import { expression as e } from '../testing/index.ts';
import { identities as law } from '../testing/oracles/laws/identities.ts';
import type { Leaf, Specimen } from '../testing/programs/specimen.ts';
import { identities } from '../testing/rewriting/identities.ts';
import { rewritten } from '../testing/rewriting/index.ts';

const domain = { low: -2, high: 2 };
const x = e.input('x', [3, 4]);
const leaf: Leaf = {
  expr: x,
  domain,
  values: Float64Array.from({ length: 12 }, (_, i) => Math.fround(Math.sin(5 * i + 1))),
};
const drawing = (seed: number) => {
  let drawn = 0;
  return (n: number) => Math.floor(uniform(keyOf(seed), drawn++) * n);
};
/** `after` as another way of writing `before` */
const twins = (before: e.Expr, after: e.Expr): Specimen => ({
  leaves: [leaf],
  outputs: [after],
  twin: {
    outputs: [before],
    leaves: [{ before: leaf, after: leaf.expr, order: null }],
    of: [],
    identities: ['what is told'],
  },
});
const checked = (s: Specimen) => law.check({ ...s, twin: { ...s.twin!, of: s.outputs } });

/** What each identity may be about. */
const subjects: readonly e.Expr[] = [
  x,
  e.apply('sin', x),
  e.apply('sub', e.apply('sin', x), x),
  e.apply('mul', x, e.apply('exp', x)),
  e.reduce('sum', e.apply('sin', x), [0, 1]),
  e.reduce('max', x, [0, 1]),
  e.reduce('prod', x, [1]),
  e.view(e.apply('mul', x, x), [4, 3], ['j', 'i']),
];

describe('identities', () => {
  it.each(Object.entries(identities))('%s', (_, identity) => {
    let times = 0;
    for (const subject of subjects)
      for (let seed = 1; seed <= 6; seed++) {
        const after = identity(subject, drawing(seed));
        if (after === null) continue;
        times++;
        const [b, a] = [subject, after].map((y) => e.apply('mul', y, y));
        expect(checked(twins(b!, a!))).toMatchObject({ outcome: 'agrees' });
      }
    expect(times).toBeGreaterThan(0);
  });

  it('convict what has another value, or another gradient', () => {
    expect(checked(twins(x, e.apply('add', x, 1e-6)))).toMatchObject({ outcome: 'disagrees' });
    const bent = e.customGradient(e.apply('mul', x, 1), [x], (g) => [e.apply('mul', g, 1 + 1e-6)]);
    expect(checked(twins(x, bent))).toMatchObject({ outcome: 'disagrees' });
  });

  it('say nothing of a program that was cut down since', () => {
    const s = rewritten(programAt({ seed: 1, run: 0 }), { seed: 1, run: 0 });
    expect(law.check({ ...s, outputs: s.outputs.slice() })).toMatchObject({ outcome: 'inapplicable' });
  });
});

describe('programs written in another way', () => {
  const drawn = Array.from({ length: 40 }, (_, run) => ({ seed: 4, run })).map((p) => rewritten(programAt(p), p));

  it('use most identities, and store leaves in another order', () => {
    expect(new Set(drawn.flatMap((s) => s.twin!.identities)).size).toBeGreaterThan(15);
    expect(drawn.some((s) => s.twin!.leaves.some((l) => l.order !== null))).toBe(true);
  });

  it('compute what they computed, at other values too', () => {
    for (const [i, s] of drawn.entries()) {
      expect(law.check(s)).toMatchObject({ outcome: 'agrees' });
      const key = fold(keyOf(9), i);
      const moved = s.leaves.map((l) => ({
        ...l,
        values: l.values.map((v, k) => Math.fround(v * (1 + uniform(key, k) / 9))),
      }));
      expect(law.check({ ...s, leaves: moved })).not.toMatchObject({ outcome: 'disagrees' });
    }
  });

  it('are three of twenty that are drawn', () => {
    const runs = Array.from({ length: 40 }, (_, run) => drawnAt({ seed: 1, run }));
    expect(runs.filter((s) => s.twin !== undefined).length).toBe(6);
  });
});
