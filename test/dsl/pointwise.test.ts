import { describe, expect, test } from 'vitest';
import {
  add,
  and,
  cast,
  clamp,
  constant,
  constantI32,
  div,
  elu,
  equal,
  gelu,
  grad,
  greater,
  leakyRelu,
  less,
  logSigmoid,
  maximum,
  minimum,
  mod,
  mul,
  not,
  or,
  pow,
  relu,
  round,
  scalar,
  sign,
  silu,
  softplus,
  sub,
  sum,
  where,
} from '../../dsl/index.ts';
import { valuesOf } from './values.ts';

const close = (actual: readonly number[], expected: readonly number[]) => {
  expect(actual.length).toBe(expected.length);
  for (const [i, a] of actual.entries()) expect(a).toBeCloseTo(expected[i]!, 12);
};

describe('pointwise', () => {
  const x = constant([-2, -0.5, 0, 3], 4);
  const column = constant([10, 20], 2, 1);

  test('broadcasts at the right, and takes numbers on either side', () => {
    expect(valuesOf(add(column, x))).toEqual([8, 9.5, 10, 13, 18, 19.5, 20, 23]);
    expect(valuesOf(sub(1, x))).toEqual([3, 1.5, 1, -2]);
    expect(valuesOf(mul(x, 2))).toEqual([-4, -1, 0, 6]);
    expect(valuesOf(pow(2, constant([3, -1], 2)))).toEqual([8, 0.5]);
  });

  test('integers divide towards zero; mod has the sign of the divisor', () => {
    const i = constantI32([7, -7, 7, -7], 4);
    const j = constantI32([2, 2, -2, -2], 4);
    expect(valuesOf(div(i, j))).toEqual([3, -3, -3, 3]);
    expect(valuesOf(mod(i, constantI32([3, 3, -3, -3], 4)))).toEqual([1, 2, -2, -1]);
    expect(() => add(i, 0.5)).toThrow('0.5 cannot be an operand beside a tensor of i32');
  });

  test('NaN wins in maximum and minimum, and is unequal to itself', () => {
    const n = constant([Number.NaN, 1], 2);
    expect(valuesOf(maximum(n, 0))).toEqual([Number.NaN, 1]);
    expect(valuesOf(minimum(0, n))).toEqual([Number.NaN, 0]);
    expect(valuesOf(equal(n, n))).toEqual([0, 1]);
  });

  test('comparisons, logic, where and cast', () => {
    expect(valuesOf(or(less(x, -1), greater(x, 1)))).toEqual([1, 0, 0, 1]);
    expect(valuesOf(and(not(less(x, 0)), less(x, 1)))).toEqual([0, 0, 1, 0]);
    expect(valuesOf(where(less(x, 0), x, 7))).toEqual([-2, -0.5, 7, 7]);
    expect(valuesOf(where(less(x, 0), 0, x))).toEqual([0, 0, 0, 3]);
    expect(valuesOf(cast(constant([-2.7, 2.7], 2), 'i32'))).toEqual([-2, 2]);
    expect(valuesOf(cast(x, 'bool'))).toEqual([1, 1, 0, 1]);
  });

  test('round is to even; clamp holds', () => {
    expect(valuesOf(round(constant([0.5, 1.5, 2.5], 3)))).toEqual([0, 2, 2]);
    expect(valuesOf(clamp(x, -1, 1))).toEqual([-1, -0.5, 0, 1]);
    expect(valuesOf(sign(x))).toEqual([-1, -1, 0, 1]);
    expect(() => clamp(x, 1, -1)).toThrow('low is 1 but high is -1');
  });
});

describe('activations', () => {
  const x = constant([-2, 0, 1], 3);
  const logistic = (v: number) => 1 / (1 + Math.exp(-v));

  test('are what their formulas say', () => {
    expect(valuesOf(relu(x))).toEqual([0, 0, 1]);
    close(valuesOf(leakyRelu(x, 0.1)), [-0.2, 0, 1]);
    close(valuesOf(elu(x, 2)), [2 * (Math.exp(-2) - 1), 0, 1]);
    close(valuesOf(silu(x)), [-2 * logistic(-2), 0, logistic(1)]);
    close(valuesOf(softplus(x)), [Math.log1p(Math.exp(-2)), Math.log(2), Math.log1p(Math.E)]);
    close(valuesOf(logSigmoid(x)), [Math.log(logistic(-2)), Math.log(0.5), Math.log(logistic(1))]);
    // Phi(1) = 0.8413447460685429, Phi(-2) = 0.0227501319481792
    const byErf = valuesOf(gelu(x));
    expect(byErf[0]).toBeCloseTo(-2 * 0.0227501319481792, 6);
    expect(byErf[2]).toBeCloseTo(0.8413447460685429, 6);
    expect(valuesOf(gelu(x, 'tanh'))[2]).toBeCloseTo(0.841191990607477, 9);
  });

  test('stay finite at extremes, derivatives too', () => {
    const far = constant([-1000, -100, 0, 100, 1000], 5);
    for (const f of [softplus, logSigmoid, elu, gelu, silu] as const) {
      const apply = f as (t: typeof far) => typeof far;
      expect(valuesOf(apply(far)).every(Number.isFinite)).toBe(true);
      expect(valuesOf(grad(sum(apply(far)), far)).every(Number.isFinite)).toBe(true);
    }
    expect(valuesOf(softplus(far))).toEqual([0, Math.exp(-100), Math.log(2), 100, 1000]);
  });

  test('softplus has its derivative at 0: one half', () => {
    const at = scalar(0);
    expect(valuesOf(grad(softplus(at), at))).toEqual([0.5]);
  });
});
