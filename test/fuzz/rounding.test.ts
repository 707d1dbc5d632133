// What rounding may change: comparisons that it decides either way are not held against anybody.
import { expect, test } from 'vitest';
import { expression as e } from '../testing/index.ts';
import { roundingBounds, units } from '../testing/numeric/rounding.ts';

test('where two elements are nearly the least, either may be: an index that equals another is undecided', () => {
  const x = e.input('x', [2]);
  const index = e.reduce('argMin', e.apply('exp', x), [0]);
  const isSecond = e.apply('toF32', e.apply('equal', index, e.full(1, [], 'i32')));
  const bound = (values: number[]) => roundingBounds([isSecond], new Map([[x, Float64Array.from(values)]]))[0]![0]!;
  expect(bound([1, 1 + 1e-8])).toBeGreaterThanOrEqual(1);
  expect(bound([1, 2])).toBeLessThan(1e-6);
});

test('what is smaller than normal numbers may be zero on a device that flushes it, and only there', () => {
  const x = e.input('x', [1]);
  const isPositive = e.apply('toF32', e.apply('greater', x, 0));
  const bound = (value: number, flushes: boolean) =>
    roundingBounds([isPositive], new Map([[x, Float64Array.of(value)]]), units.single, flushes)[0]![0]!;
  expect(bound(2 ** -130, true)).toBeGreaterThanOrEqual(1);
  expect(bound(2 ** -130, false)).toBeLessThan(1e-6);
  expect(bound(2 ** -120, true)).toBeLessThan(1e-6);
  expect(bound(0, true)).toBeLessThan(1e-6);
});

test('where rounding may decide a condition, the branch it takes is off too', () => {
  const [x, y] = [e.input('x', [1]), e.input('y', [1])];
  const zero = e.apply('sub', e.apply('mul', y, 3), 1);
  const bound = (condition: ReturnType<typeof e.apply>, ...branches: [typeof zero, number] | [number, typeof zero]) => {
    const feeds = new Map([x, y].map((leaf, i) => [leaf, Float64Array.of([2, 1 / 3][i]!)]));
    return roundingBounds([e.apply('select', condition, ...branches)], feeds)[0]![0]!;
  };
  const undecided = e.apply('less', e.apply('exp', x), e.apply('exp', x));
  expect(bound(undecided, 0, zero)).toBeGreaterThan(2 ** -25);
  expect(bound(undecided, zero, 0)).toBeGreaterThan(2 ** -25);
  expect(bound(e.apply('less', x, x), 0, zero)).toBeGreaterThan(2 ** -25);
  expect(bound(e.apply('less', x, x), zero, 0), 'a comparison rounds nothing itself').toBeLessThan(2 ** -100);
});

test('what float32 cannot hold is off by all there is, and numbers of the text are rounded', () => {
  const x = e.input('x', [2]);
  const bound = (values: number[], y: ReturnType<typeof e.apply>) =>
    roundingBounds([y], new Map([[x, Float64Array.from(values)]]))[0]![0]!;
  const product = e.reduce('prod', x, [0]);
  expect(bound([1e20, 1e20], e.apply('mul', product, 1e-60))).toBe(Infinity);
  expect(bound([1e20, 1e20], e.apply('erf', e.apply('mul', product, 1e-60)))).toBe(Infinity);
  expect(bound([1e20, 1e20], e.apply('select', e.apply('less', 1, 0), product, 1))).toBeLessThan(1e-5);
  expect(bound([1e20, 1e10], e.apply('mul', product, 1e-30))).toBeLessThan(1e-5);
  expect(bound([1e-30, 1e-12], e.apply('mul', product, 2 ** 100))).toBeGreaterThan(2 ** -50);
  expect(bound([3e38, -3e38], e.reduce('sum', e.apply('mul', x, 1), [0]))).toBe(Infinity);
  const tenths = e.apply('sub', e.reduce('sum', e.view(e.full(0.1, [1]), [2], ['0']), [0]), 0.2);
  expect(bound([0, 0], tenths)).toBeGreaterThan(2e-9);
});

test('what moves numbers rounds nothing, so a number still equals what was picked from it', () => {
  const x = e.input('x', [3]);
  const most = e.view(e.apply('select', e.apply('less', 1, 2), e.reduce('max', x, [0]), 0), [3], []);
  const isMost = (y: typeof x | ReturnType<typeof e.apply>) =>
    e.apply('toF32', e.apply('equal', e.apply('sub', y, most), 0));
  const feeds = new Map([[x, Float64Array.of(0.1, 0.7, 0.7 - 1e-6)]]);
  expect(roundingBounds([isMost(x)], feeds)[0]![1]).toBeLessThan(1e-6);
  // twice a number is rounded anew wherever it is computed
  expect(roundingBounds([isMost(e.apply('exp', e.apply('log', x)))], feeds)[0]![1]).toBeGreaterThanOrEqual(1);
});

test('a zero that is given has its sign, one that is computed may have either', () => {
  const x = e.input('x', [1]);
  const bound = (y: typeof x | ReturnType<typeof e.apply>) =>
    roundingBounds([e.apply('atan2', y, -1)], new Map([[x, Float64Array.of(-0)]]))[0]![0]!;
  expect(bound(x)).toBeLessThan(1e-5);
  expect(bound(e.apply('neg', e.apply('mul', x, x)))).toBeGreaterThan(6);
});

test('a remainder may be computed from a rounded quotient', () => {
  const [x, y] = [e.input('x', [1]), e.input('y', [1])];
  const feeds = new Map([x, y].map((leaf, i) => [leaf, Float64Array.of([72.5, Math.fround(0.849)][i]!)]));
  expect(roundingBounds([e.apply('mod', x, y)], feeds)[0]![0]).toBeGreaterThan(72.5 * 2 ** -24);
});
