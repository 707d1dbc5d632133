import { describe, expect, test } from 'vitest';
import { foldIn, keyOf, randomBernoulli, randomNormal, randomUniform } from '../../dsl/index.ts';
import { valuesOf } from './values.ts';

const n = 1 << 12;
const key = keyOf(3);
const moments = (xs: readonly number[]) => {
  const mean = xs.reduce((a, b) => a + b) / xs.length;
  return { mean, variance: xs.reduce((a, b) => a + (b - mean) ** 2, 0) / xs.length };
};
/** Standard deviations that a chi-square statistic of `bins` equal bins is from its mean. */
function excess(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b) / counts.length;
  const chi = counts.reduce((s, c) => s + (c - expected) ** 2 / expected, 0);
  return (chi - (counts.length - 1)) / Math.sqrt(2 * (counts.length - 1));
}
const histogram = (bins: number, of: readonly number[]) => {
  const counts = new Array<number>(bins).fill(0);
  for (const i of of) counts[i]!++;
  return counts;
};

describe('random numbers', () => {
  const u = valuesOf(randomUniform(key, n));

  test('are a function of the key and the position', () => {
    expect(valuesOf(randomUniform(keyOf(3), n))).toEqual(u);
    expect(valuesOf(randomUniform(key, 64, 64)).slice(0, 500)).toEqual(u.slice(0, 500));
    expect(valuesOf(randomUniform(keyOf(4), n))).not.toEqual(u);
  });

  test('are exact in float32: whole multiples of 2^-24 in [0, 1), none twice', () => {
    for (const x of u) expect(Number.isInteger(x * 2 ** 24) && x >= 0 && x < 1).toBe(true);
    expect(new Set(u).size).toBe(n);
  });

  test('are uniform: values, and pairs of neighbours', () => {
    for (const seed of [0, 1, 2, 3, 1000]) {
      const xs = valuesOf(randomUniform(keyOf(seed), n));
      expect(
        Math.abs(
          excess(
            histogram(
              256,
              xs.map((x) => Math.floor(x * 256)),
            ),
          ),
        ),
      ).toBeLessThan(4.5);
      const pairs = xs.slice(1).map((x, i) => Math.floor(x * 16) * 16 + Math.floor(xs[i]! * 16));
      expect(Math.abs(excess(histogram(256, pairs)))).toBeLessThan(4.5);
    }
  });

  test('keys folded from neighbours are independent', () => {
    const [a, b] = [valuesOf(randomUniform(foldIn(key, 0), n)), valuesOf(randomUniform(foldIn(key, 1), n))];
    const correlation = a.reduce((s, x, i) => s + (x - 0.5) * (b[i]! - 0.5), 0) * (12 / Math.sqrt(n));
    expect(Math.abs(correlation)).toBeLessThan(4.5);
    const pairs = a.map((x, i) => Math.floor(x * 16) * 16 + Math.floor(b[i]! * 16));
    expect(Math.abs(excess(histogram(256, pairs)))).toBeLessThan(4.5);
  });

  test('normal: moments and tails', () => {
    const z = valuesOf(randomNormal(key, n));
    const { mean, variance } = moments(z);
    expect(Math.abs(mean)).toBeLessThan(4.5 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan(4.5 * Math.sqrt(2 / n));
    const within = z.filter((x) => Math.abs(x) < 1).length / n;
    expect(Math.abs(within - 0.6826894921370859)).toBeLessThan(4.5 * Math.sqrt((0.683 * 0.317) / n));
  });

  test('bernoulli: the share of true', () => {
    for (const p of [0, 0.1, 0.5, 1]) {
      const { mean } = moments(valuesOf(randomBernoulli(key, p, n)));
      expect(Math.abs(mean - p)).toBeLessThanOrEqual(4.5 * Math.sqrt((p * (1 - p)) / n));
    }
    expect(() => randomBernoulli(key, 1.5, 4)).toThrow('probability is 1.5');
  });
});
