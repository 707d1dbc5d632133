// Sums of many terms stay within the bound that nest/longSum.ts states, whichever axis runs on four lanes.
import { describe, expect, it } from 'vitest';
import type { Axis, Scalar } from '../../compiler/program/types.ts';
import { instantiate } from '../../runtime/backends/cpu/index.ts';
import { affine, apply, buffer, load, program, random } from './kernels.ts';

/** f32's unit of rounding */
const unit = 2 ** -24;
/** additions that a term goes through, but for those whose rounding errors are kept */
const additions = 136;

/** Sums over `terms` of [terms, columns] or [columns, terms], by columns. */
function sums(terms: number, columns: number, order: 'rows' | 'columns', data: Float32Array, square = false): number[] {
  const along: Axis = { id: 1, extent: terms };
  const other: Axis = { id: 2, extent: columns };
  const at = order === 'rows' ? affine(0, [other, terms], [along, 1]) : affine(0, [along, columns], [other, 1]);
  const x = load(0, at);
  const value: Scalar = square ? apply('mul', 'f32', x, x) : x;
  const outputs = [{ buffer: 1, address: affine(0, [other, 1]), value: { kind: 'reduced', dtype: 'f32' } as const }];
  const reduction = { axes: [along], monoid: 'sum', value } as const;
  const cpu = instantiate(
    program(
      [buffer(0, terms * columns, 'f32', 'input'), buffer(1, columns)],
      [{ kind: 'kernel', name: 'sums', axes: [other], reduction, outputs }],
    ),
  );
  cpu.write(0, data);
  cpu.run();
  return [...cpu.read(1)];
}

/** The sum and the sum of magnitudes of every `step`-th number from `first` on: float64 with its errors kept. */
function exact(data: Float32Array, first: number, step: number, count: number): { sum: number; size: number } {
  let [sum, lost, size] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    const x = data[first + i * step]!;
    const next = sum + x;
    lost += Math.abs(sum) >= Math.abs(x) ? sum - next + x : x - next + sum;
    sum = next;
    size += Math.abs(x);
  }
  return { sum: sum + lost, size };
}

const million = 2 ** 20;

describe('sums of a million terms', () => {
  const r = random(3);
  const kinds: Record<string, (i: number) => number> = {
    'of mixed sign': () => r() * 2 - 1,
    'of one sign, which plain accumulators lose': () => 0.1 + r() / 1000,
    'of mixed sign and all sizes': () => (r() * 2 - 1) * 2 ** Math.floor(r() * 60 - 30),
    'that nearly cancel': (i) => (i % 2 === 0 ? 1 : -1) * (1000 + r()),
  };
  for (const [name, f] of Object.entries(kinds)) {
    it(`${name}: within ${additions} units of rounding of the sum of magnitudes`, () => {
      const data = Float32Array.from({ length: million + 3 }, (_, i) => f(i));
      const [got] = sums(million + 3, 1, 'rows', data);
      const { sum, size } = exact(data, 0, 1, million + 3);
      expect(Math.abs(got! - sum)).toBeLessThanOrEqual(additions * unit * size);
    });
  }

  it('down columns, on four lanes and beside them', () => {
    const [terms, columns] = [150_001, 7];
    const data = Float32Array.from({ length: terms * columns }, () => 0.1 + r() / 1000);
    sums(terms, columns, 'columns', data).forEach((got, c) => {
      const { sum, size } = exact(data, c, columns, terms);
      expect(Math.abs(got - sum), `column ${c}`).toBeLessThanOrEqual(additions * unit * size);
    });
  });

  it('of infinities and NaN are what IEEE 754 says', () => {
    const data = new Float32Array(10_000).fill(1);
    const at = (places: Record<number, number>) => {
      const changed = data.slice();
      for (const [i, x] of Object.entries(places)) changed[Number(i)] = x;
      return sums(10_000, 1, 'rows', changed)[0];
    };
    expect(at({ 5000: Infinity })).toBe(Infinity);
    expect(at({ 0: -Infinity, 9999: -Infinity })).toBe(-Infinity);
    expect(at({ 17: Infinity, 7000: -Infinity })).toBe(Number.NaN);
    expect(at({ 3: Number.NaN })).toBe(Number.NaN);
    expect(sums(10_000, 1, 'rows', new Float32Array(10_000).fill(2 ** 120))[0]).toBe(Infinity);
  });
});
