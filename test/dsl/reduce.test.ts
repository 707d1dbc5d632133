import { describe, expect, test } from 'vitest';
import {
  all,
  any,
  argMax,
  argMin,
  constant,
  constantI32,
  count,
  cumulativeSum,
  greater,
  logSoftmax,
  logSumExp,
  max,
  mean,
  min,
  prod,
  softmax,
  sum,
  variance,
} from '../../dsl/index.ts';
import { shapeOf, valuesOf } from './values.ts';

const x = constant([1, 5, 2, 8, 3, 8], 2, 3);

describe('reductions', () => {
  test('over all axes, some, and kept', () => {
    expect(valuesOf(sum(x))).toEqual([27]);
    expect(valuesOf(sum(x, 0))).toEqual([9, 8, 10]);
    expect(valuesOf(sum(x, [0, -1]))).toEqual([27]);
    expect(shapeOf(sum(x, 1, { keepDims: true }))).toEqual([2, 1]);
    expect(valuesOf(mean(x, 1))[0]).toBeCloseTo(8 / 3, 12);
    // mean 8/3: deviations -5/3, 7/3, -2/3; squares 25 + 49 + 4 over 9, over 3
    expect(valuesOf(variance(x, 1))[0]).toBeCloseTo(78 / 27, 12);
  });

  test('max, min, prod and positions; the first of equals', () => {
    expect(valuesOf(max(x, 1))).toEqual([5, 8]);
    expect(valuesOf(min(x))).toEqual([1]);
    expect(valuesOf(prod(x, 1))).toEqual([10, 192]);
    expect(valuesOf(argMax(x, 1))).toEqual([1, 0]);
    expect(valuesOf(argMax(x))).toEqual([3]);
    expect(valuesOf(argMin(x, 0))).toEqual([0, 1, 0]);
    expect(valuesOf(sum(constantI32([2, 3], 2)))).toEqual([5]);
  });

  test('any, all and count', () => {
    expect(valuesOf(any(greater(x, 7), 1))).toEqual([0, 1]);
    expect(valuesOf(all(greater(x, 0)))).toEqual([1]);
    expect(valuesOf(count(greater(x, 4)))).toEqual([3]);
  });

  test('logSumExp and softmax do not overflow', () => {
    const far = constant([1000, 1000, -1000], 3);
    expect(valuesOf(logSumExp(far))).toEqual([1000 + Math.log(2)]);
    expect(valuesOf(softmax(far))).toEqual([0.5, 0.5, 0]);
    expect(valuesOf(logSoftmax(far))).toEqual(
      [-Math.log(2), -Math.log(2), -2000 - Math.log(2)].map((v) => expect.closeTo(v, 9)),
    );
    const e = Math.E;
    expect(valuesOf(softmax(constant([0, 1], 2)))).toEqual(
      [1 / (1 + e), e / (1 + e)].map((v) => expect.closeTo(v, 12)),
    );
    expect(valuesOf(logSumExp(constant([-Infinity, -Infinity], 2)))).toEqual([-Infinity]);
  });

  test('softmax along another axis', () => {
    const y = valuesOf(softmax(x, 0));
    for (const j of [0, 1, 2]) expect(y[j]! + y[j + 3]!).toBeCloseTo(1, 12);
  });

  test('cumulativeSum at lengths around powers of two', () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 9]) {
      const data = Array.from({ length: n }, (_, i) => i + 1);
      const expected = data.map((_, i) => ((i + 1) * (i + 2)) / 2);
      expect(valuesOf(cumulativeSum(constant(data, n as 8)))).toEqual(expected);
    }
    expect(valuesOf(cumulativeSum(x, 0))).toEqual([1, 5, 2, 9, 8, 10]);
  });
});
