// The arbitraries draw what they say, all of it, and compose with properties of one's own.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { elementCount } from '../../dsl/expr.ts';
import { sin, sum } from '../../dsl/ops/index.ts';
import { checkGradients, dims, programs, type Style, shapes, tensors } from '../testing/index.ts';
import { dealt, features, operations } from '../testing/programs/features.ts';

const drawn = <T>(arbitrary: fc.Arbitrary<T>, numRuns = 500): T[] => fc.sample(arbitrary, { numRuns, seed: 7 });

describe('dims', () => {
  it('are 0, 1, primes, powers of two and their neighbours, between their limits', () => {
    const found = new Set(drawn(dims({ min: 0, max: 17 }), 2000));
    expect([...found].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 15, 16, 17]);
    expect(Math.min(...drawn(dims()))).toBe(1);
    expect(new Set(drawn(dims({ min: 10, max: 12 })))).toEqual(new Set([11]));
  });

  it('say when there are none', () => {
    expect(() => dims({ min: 20, max: 22 })).toThrow(
      'dims: no size of interest lies between 20 and 22; widen the range',
    );
  });

  it('shrink toward the least', () => {
    const { counterexample } = fc.check(fc.property(dims({ min: 1 }), (d) => d < 1));
    expect(counterexample).toEqual([1]);
  });
});

describe('shapes', () => {
  it('keep their limits and reach them', () => {
    const found = drawn(shapes({ minRank: 1, maxRank: 4, maxElements: 60 }));
    expect(new Set(found.map((s) => s.length))).toEqual(new Set([1, 2, 3, 4]));
    expect(Math.max(...found.map(elementCount))).toBeLessThanOrEqual(60);
    expect(Math.max(...found.map(elementCount))).toBeGreaterThan(40);
    expect(found.some((s) => elementCount(s) === 1)).toBe(true);
  });

  it('hold tensors of nothing where 0 is allowed', () => {
    expect(drawn(shapes({ min: 0 })).some((s) => elementCount(s) === 0)).toBe(true);
  });
});

describe('tensors', () => {
  const values = (style: Style, domain?: { low: number; high: number; kinks?: number[] }): number[] =>
    drawn(tensors({ shape: [8], styles: [style], ...(domain && { domain }) }), 100).flatMap((t) => [...t.data]);

  it.each(['spread', 'kinks', 'zero', 'hundred', 'denormal', 'range', 'repeated'] as const)(
    '%s: float32 numbers, inside the domain where one is given',
    (style) => {
      for (const v of values(style)) expect(Object.is(Math.fround(v), v)).toBe(true);
      for (const v of values(style, { low: 0.3, high: 4 })) {
        expect(v).toBeGreaterThanOrEqual(0.3);
        expect(v).toBeLessThanOrEqual(4);
      }
    },
  );

  it('lie as their style says', () => {
    const sizes = (style: Style) => values(style).map(Math.abs);
    expect(values('kinks', { low: -2, high: 2, kinks: [0.5] }).filter((v) => v === 0.5).length).toBeGreaterThan(50);
    expect(values('zero').some((v) => Object.is(v, -0))).toBe(true);
    expect(Math.max(...sizes('zero'))).toBeLessThanOrEqual(0.1);
    expect(Math.max(...sizes('hundred'))).toBeGreaterThan(90);
    expect(Math.max(...sizes('denormal'))).toBeLessThan(2 ** -126);
    expect(Math.max(...sizes('range')) / Math.min(...sizes('range'))).toBeGreaterThan(1e20);
    expect(new Set(values('repeated')).size).toBe(4);
    expect(values('special').some(Number.isNaN)).toBe(true);
    expect(values('special')).toContain(Number.POSITIVE_INFINITY);
  });

  it('are whole numbers of other element types', () => {
    const i32 = drawn(tensors({ shape: [5], dtype: 'i32', domain: { low: -1, high: 2 } })).flatMap((t) => [...t.data]);
    expect(new Set(i32)).toEqual(new Set([-1, 0, 1, 2]));
    expect(new Set(drawn(tensors({ dtype: 'bool' })).flatMap((t) => [...t.data]))).toEqual(new Set([0, 1]));
  });

  it("compose with one's own properties", () => {
    const x = tensors({ shape: [2, 3], styles: ['spread', 'zero', 'hundred'] });
    fc.assert(
      fc.property(x, (point) => checkGradients((a) => sum(sin(a)), [point]).checked === 6),
      { numRuns: 20 },
    );
  });
});

describe('programs', () => {
  it('contain what they feature', () => {
    for (const name of Object.keys(features)) {
      const found = drawn(programs({ featuring: [name] }), 12).filter((p) => new Set(operations(p.outputs)).has(name));
      expect(found.length, name).toBeGreaterThanOrEqual(6);
    }
  });

  it('refuse what no instruction makes', () => {
    expect(() => programs({ featuring: ['tnah'] })).toThrow(
      "programs: there is no operation 'tnah'; there are neg, abs",
    );
  });

  it('are dealt every operation in turn', () => {
    const count = Object.keys(features).length;
    const cards = Array.from({ length: count }, (_, run) => dealt(run, 4)).flat();
    for (const name of Object.keys(features)) expect(cards.filter((c) => c === name).length, name).toBe(4);
  });
});
