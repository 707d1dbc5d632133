// An equation as the lecture writes it: a case of the laws on one side, plain arithmetic on numbers on the other.
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { isClose, outputsOf, tolerance } from '../laws/agreement.ts';
import type { Case } from '../laws/cases/index.ts';
import { inNode } from '../laws/targets.ts';
import { feedsOf, trialOf } from '../laws/trial.ts';

/** The first output of the case equals `expected` of its inputs: on the reference, the CPU and gpu.js. */
export function equation(c: Case, expected: (...inputs: Float64Array[]) => readonly number[]): void {
  const t = trialOf(c, 1);
  const wanted = expected(...t.values.map((v) => v.slice()));
  describe(c.name, () => {
    it('on the reference', () => agree(evaluate([t.outputs[0]!], feedsOf(t))[0]!, wanted, 1e-12));
    it.each(Object.entries(inNode))('on %s', async (_, open) => {
      agree((await outputsOf([t.outputs[0]!], t.leaves, t.values, await open()))[0]!, wanted, tolerance);
    });
  });
}

/** The numbers found are those wanted, within an error relative to the largest. */
export function agree(found: ArrayLike<number>, wanted: readonly number[], relative: number): void {
  expect(found.length).toBe(wanted.length);
  const error = relative * Math.max(1, ...wanted.map(Math.abs));
  const wrong = wanted.flatMap((w, i) => (isClose(found[i]!, w, error) ? [] : [{ i, wanted: w, found: found[i] }]));
  expect(wrong).toEqual([]);
}

/** x [rows, inner] by w [inner, columns], row-major. */
export function times(x: ArrayLike<number>, w: ArrayLike<number>, inner: number): number[] {
  const columns = w.length / inner;
  return Array.from({ length: (x.length / inner) * columns }, (_, k) => {
    const [i, j] = [Math.floor(k / columns), k % columns];
    return Array.from({ length: inner }, (_, l) => x[i * inner + l]! * w[l * columns + j]!).reduce((a, b) => a + b, 0);
  });
}

/** f of each element and of the one beside it; `b` repeats, as a row beside every row does. */
export const zip = (a: ArrayLike<number>, b: ArrayLike<number>, f: (a: number, b: number) => number): number[] =>
  Array.from(a, (x, i) => f(x, b[i % b.length]!));

export const plus = (a: ArrayLike<number>, b: ArrayLike<number>): number[] => zip(a, b, (x, y) => x + y);
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** [rows, columns] -> [columns, rows] */
const transposed = (x: ArrayLike<number>, columns: number): number[] =>
  Array.from(
    { length: x.length },
    (_, i) => x[(i % (x.length / columns)) * columns + Math.floor(i / (x.length / columns))]!,
  );

/** Each row of `columns` numbers as exp(x) / sum(exp(x)). */
function softmaxRows(x: readonly number[], columns: number): number[] {
  return x.map((v, i) => {
    const row = x.slice(Math.floor(i / columns) * columns, (Math.floor(i / columns) + 1) * columns);
    return Math.exp(v) / row.reduce((s, u) => s + Math.exp(u), 0);
  });
}

/** softmax(q k^T) v for m keys of width d. */
export function attended(q: ArrayLike<number>, k: ArrayLike<number>, v: ArrayLike<number>, d: number): number[] {
  const m = k.length / d;
  return times(softmaxRows(times(q, transposed(k, d), d), m), v, m);
}
