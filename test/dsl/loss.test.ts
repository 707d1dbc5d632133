import { describe, expect, test } from 'vitest';
import {
  binaryCrossEntropyWithLogits,
  constant,
  constantI32,
  correctCount,
  crossEntropy,
  grad,
  huber,
  squaredError,
} from '../../dsl/index.ts';
import { valuesOf } from './values.ts';

const closeTo = (expected: readonly number[]) => expected.map((v) => expect.closeTo(v, 12));

describe('losses', () => {
  test('squaredError and its gradient', () => {
    const p = constant([1, 2, 4], 3);
    const t = constant([0, 2, 1], 3);
    expect(valuesOf(squaredError(p, t))).toEqual(closeTo([10 / 3]));
    expect(valuesOf(grad(squaredError(p, t), p))).toEqual(closeTo([2 / 3, 0, 2]));
  });

  test('crossEntropy is -log softmax at the label; its gradient softmax - one-hot', () => {
    const logits = constant([0, 1, 2, 1, 1, 1], 2, 3);
    const labels = constantI32([2, 0], 2);
    const z = 1 + Math.E + Math.E ** 2;
    expect(valuesOf(crossEntropy(logits, labels))).toEqual(closeTo([(Math.log(z) - 2 + Math.log(3)) / 2]));
    const gradient = [1 / z, Math.E / z, Math.E ** 2 / z - 1, 1 / 3 - 1, 1 / 3, 1 / 3].map((g) => g / 2);
    expect(valuesOf(grad(crossEntropy(logits, labels), logits))).toEqual(closeTo(gradient));
    expect(valuesOf(correctCount(logits, labels))).toEqual([2]);
  });

  test('crossEntropy stays finite where softmax overflows', () => {
    const logits = constant([1e4, -1e4], 1, 2);
    expect(valuesOf(crossEntropy(logits, constantI32([1], 1)))).toEqual([2e4]);
    expect(valuesOf(grad(crossEntropy(logits, constantI32([1], 1)), logits))).toEqual([1, -1]);
  });

  test('binaryCrossEntropyWithLogits', () => {
    const logits = constant([0, 3, -500], 3);
    const target = constant([1, 0, 1], 3);
    const expected = (Math.log(2) + Math.log1p(Math.exp(3)) + 500) / 3;
    expect(valuesOf(binaryCrossEntropyWithLogits(logits, target))).toEqual(closeTo([expected]));
  });

  test('huber is quadratic near and linear far', () => {
    const p = constant([0.5, 3], 2);
    const zero = constant([0, 0], 2);
    expect(valuesOf(huber(p, zero))).toEqual([(0.125 + 2.5) / 2]);
    expect(valuesOf(huber(p, zero, 2))).toEqual([(0.125 + 4) / 2]);
    expect(() => huber(p, zero, 0)).toThrow('delta is 0');
  });
});
