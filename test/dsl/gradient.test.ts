// The derivatives that users call: trees in, trees out; second derivatives; rules of one's own.
import { describe, expect, test } from 'vitest';
import {
  affine,
  constant,
  customGradient,
  grad,
  input,
  jvp,
  matmul,
  mul,
  sin,
  square,
  stopGradient,
  sum,
  tanh,
  valueAndGrad,
  vjp,
} from '../../dsl/index.ts';
import { valuesOf } from './values.ts';

const x = input(3);
const at = [[x, [1, -2, 0.5]]] as const;
const close = (expected: readonly number[]) => expected.map((v) => expect.closeTo(v, 12));

describe('gradients', () => {
  test('grad gives one tensor for one, and a tree for a tree', () => {
    const y = input(3);
    const loss = sum(mul(square(x), y));
    const feeds = [...at, [y, [3, 4, 5]]] as const;
    expect(valuesOf(grad(loss, x), feeds)).toEqual([6, -16, 5]);
    const both = grad(loss, { first: x, rest: [y] });
    expect(valuesOf(both.first, feeds)).toEqual([6, -16, 5]);
    expect(valuesOf(both.rest[0]!, feeds)).toEqual([1, 4, 0.25]);
  });

  test("grad by a layer's parameters has their tree", () => {
    const layer = affine(3, 2);
    const loss = sum(square(layer(x)));
    const { w, b } = grad(loss, layer.params);
    const feeds = [...at, [layer.params.w, [1, 0, 0, 1, 2, 0]], [layer.params.b, [0, 1]]] as const;
    // y = [2, -1]
    expect(valuesOf(b, feeds)).toEqual([4, -2]);
    expect(valuesOf(w, feeds)).toEqual([4, -2, -8, 4, 2, -1]);
  });

  test('grad by an inner expression', () => {
    const inner = square(x);
    expect(valuesOf(grad(sum(mul(inner, inner)), inner), at)).toEqual([2, 8, 0.5]);
  });

  test('gradients of gradients', () => {
    const first = grad(sum(mul(square(x), x)), x);
    const second = grad(sum(first), x);
    const third = grad(sum(second), x);
    expect(valuesOf(first, at)).toEqual([3, 12, 0.75]);
    expect(valuesOf(second, at)).toEqual([6, -12, 3]);
    expect(valuesOf(third, at)).toEqual([6, 6, 6]);
    // 6 is computed from nothing
    expect(valuesOf(grad(sum(third), x, { unused: 'zeros' }), at)).toEqual([0, 0, 0]);
  });

  test('valueAndGrad gives the loss beside it', () => {
    const { value, grad: g } = valueAndGrad(sum(square(x)), x);
    expect(valuesOf(value, at)).toEqual([5.25]);
    expect(valuesOf(g, at)).toEqual([2, -4, 1]);
  });

  test('vjp is J^T c and jvp is J t', () => {
    const z = mul(x, sin(x));
    const slope = [1, -2, 0.5].map((v) => Math.sin(v) + v * Math.cos(v));
    const c = [2, -1, 3];
    const expected = slope.map((s, i) => s * c[i]!);
    expect(valuesOf(vjp(z, x, constant(c, 3)), at)).toEqual(close(expected));
    expect(valuesOf(jvp(z, x, constant(c, 3)), at)).toEqual(close(expected));
  });

  test('a matrix: <J t, c> = <t, J^T c>', () => {
    const a = constant([1, 2, 3, 4, 5, 6], 2, 3);
    const column = input(3, 1);
    const y = tanh(matmul(a, column));
    const feeds = [[column, [0.1, -0.2, 0.05]]] as const;
    const [t, c] = [constant([1, 2, 3], 3, 1), constant([5, -7], 2, 1)];
    const forward = valuesOf(jvp(y, column, t), feeds);
    const back = valuesOf(vjp(y, column, c), feeds);
    const dot = (p: readonly number[], q: readonly number[]) => p.reduce((s, v, i) => s + v * q[i]!, 0);
    expect(dot(forward, [5, -7])).toBeCloseTo(dot([1, 2, 3], back), 12);
    expect(dot(forward, [5, -7])).not.toBeCloseTo(0, 3);
  });

  test('stopGradient keeps the value and hides where it came from', () => {
    expect(valuesOf(stopGradient(square(x)), at)).toEqual([1, 4, 0.25]);
    expect(valuesOf(grad(sum(mul(stopGradient(x), x)), x), at)).toEqual([1, -2, 0.5]);
  });

  test('customGradient: the straight-through estimator, and its second derivative', () => {
    const hard = customGradient(constant([1, 0, 1], 3), [x], (c) => [mul(c, square(x))]);
    expect(valuesOf(hard, at)).toEqual([1, 0, 1]);
    const first = grad(sum(hard), x);
    expect(valuesOf(first, at)).toEqual([1, 4, 0.25]);
    expect(valuesOf(grad(sum(first), x), at)).toEqual([2, -4, 1]);
    expect(valuesOf(jvp(hard, x, constant([1, 1, 10], 3)), at)).toEqual([1, 4, 2.5]);
  });
});

describe('what is not a derivative', () => {
  test('a loss with axes, tangents of another shape, cotangents of another shape', () => {
    // @ts-expect-error a gradient is that of a scalar
    expect(() => grad(square(x), x)).toThrow(/take the mean or the sum/);
    // @ts-expect-error the tangent has the shape of x
    expect(() => jvp(square(x), x, constant([1, 2], 2))).toThrow(/jvp/);
    // @ts-expect-error the cotangent has the shape of the value
    expect(() => vjp(square(x), x, constant([1, 2], 2))).toThrow(/vjp/);
    const wrong = customGradient(square(x), [x], () => [constant([1], 1) as never]);
    expect(() => grad(sum(wrong), x)).toThrow(/customGradient/);
  });
});
