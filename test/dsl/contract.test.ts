import { describe, expect, test } from 'vitest';
import {
  constant,
  constantI32,
  convolve1d,
  convolve2d,
  convolveTransposed1d,
  crossCorrelate1d,
  crossCorrelate2d,
  crossCorrelateTransposed1d,
  crossCorrelateTransposed2d,
  dot,
  einsum,
  gather,
  globalMeanPool,
  matmul,
  maxPool1d,
  maxPool2d,
  meanPool1d,
  mul,
  oneHot,
  outer,
  scatterAdd,
  sum,
  transpose,
} from '../../dsl/index.ts';
import { shapeOf, valuesOf } from './values.ts';

const a = constant([1, 2, 3, 4, 5, 6], 2, 3);
const b = constant([1, 0, -1, 2, 0, 1], 3, 2);

describe('contractions', () => {
  test('matmul, batched and broadcast', () => {
    // rows [1 2 3], [4 5 6] by columns [1 -1 0], [0 2 1]
    expect(valuesOf(matmul(a, b))).toEqual([-1, 7, -1, 16]);
    const batch = constant([1, 0, 0, 1, 2, 0, 0, 2], 2, 2, 2);
    expect(valuesOf(matmul(batch, a))).toEqual([1, 2, 3, 4, 5, 6, 2, 4, 6, 8, 10, 12]);
  });

  test('einsum: products, traces, diagonals, three operands', () => {
    expect(valuesOf(einsum('ij,jk->ik', a, b))).toEqual([-1, 7, -1, 16]);
    expect(valuesOf(einsum('ij->ji', a))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(valuesOf(einsum('ij->', a))).toEqual([21]);
    const square = matmul(a, b);
    expect(valuesOf(einsum('ii->', square))).toEqual([15]);
    expect(valuesOf(einsum('ii->i', square))).toEqual([-1, 16]);
    expect(valuesOf(einsum('ij,jk,kl->il', a, b, a))).toEqual(valuesOf(matmul(matmul(a, b), a)));
    expect(valuesOf(einsum('ij,ij->i', a, a))).toEqual([14, 77]);
  });

  test('einsum: an ellipsis stands for any axes, which broadcast', () => {
    const c = constant([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2, 1, 3, 2);
    const d = constant([1, 0, -1, 2, 0, 1, 1, 1], 2, 2, 2);
    const y = einsum('...ij,...jk->...ik', c, d);
    expect(shapeOf(y)).toEqual([2, 2, 3, 2]);
    expect(valuesOf(y)).toEqual(valuesOf(matmul(c, d)));
    expect(shapeOf(einsum('i...->...i', c))).toEqual([1, 3, 2, 2]);
    expect(valuesOf(einsum('...i,...i->...', a, a))).toEqual([14, 77]);
    expect(valuesOf(einsum('...ij,jk->k...i', a, b))).toEqual(valuesOf(einsum('ij,jk->ki', a, b)));
  });

  test('dot and outer', () => {
    const u = constant([1, 2, 3], 3);
    expect(valuesOf(dot(u, constant([4, 5, 6], 3)))).toEqual([32]);
    expect(valuesOf(outer(u, constant([1, -1], 2)))).toEqual([1, -1, 2, -2, 3, -3]);
  });
});

describe('cross-correlation', () => {
  const x = constant([1, 2, 3, 4, 5], 1, 1, 5);
  const w = constant([1, 0, -2], 1, 1, 3);

  test('one axis: plain, strided, padded, dilated', () => {
    expect(valuesOf(crossCorrelate1d(x, w))).toEqual([-5, -6, -7]);
    expect(valuesOf(crossCorrelate1d(x, w, { stride: 2 }))).toEqual([-5, -7]);
    expect(valuesOf(crossCorrelate1d(x, w, { padding: 1 }))).toEqual([-4, -5, -6, -7, 4]);
    expect(valuesOf(crossCorrelate1d(x, w, { dilation: 2 }))).toEqual([-9]);
  });

  test('convolution flips the kernel', () => {
    expect(valuesOf(convolve1d(x, w))).toEqual([1, 0, -1]);
    const image = constant([1, 2, 3, 4], 1, 1, 2, 2);
    const kernel = constant([1, 10, 100, 1000], 1, 1, 2, 2);
    expect(valuesOf(crossCorrelate2d(image, kernel))).toEqual([4321]);
    expect(valuesOf(convolve2d(image, kernel))).toEqual([1234]);
  });

  test('channels are summed, groups are not mixed', () => {
    const two = constant([1, 2, 3, 10, 20, 30], 1, 2, 3);
    expect(valuesOf(crossCorrelate1d(two, constant([1, 1, 1, 1], 1, 2, 2)))).toEqual([33, 55]);
    const grouped = crossCorrelate1d(two, constant([1, 1, 2, 0], 2, 1, 2), { groups: 2 });
    expect(valuesOf(grouped)).toEqual([3, 5, 20, 40]);
  });

  test('the transposes are adjoints: <w * x, y> = <x, w *T y>', () => {
    const y = constant([1, -2, 3], 1, 1, 3);
    const back = crossCorrelateTransposed1d(y, w);
    // y at 0, 1, 2 by [1 0 -2]
    expect(valuesOf(back)).toEqual([1, -2, 1, 4, -6]);
    expect(valuesOf(sum(mul(crossCorrelate1d(x, w), y)))).toEqual(valuesOf(sum(mul(x, back))));
    expect(valuesOf(sum(mul(convolve1d(x, w), y)))).toEqual(valuesOf(sum(mul(x, convolveTransposed1d(y, w)))));
    const wide = crossCorrelateTransposed2d(constant([1, 2, 3, 4], 1, 1, 2, 2), constant([1, 1, 1, 1], 1, 1, 2, 2), {
      stride: 2,
    });
    expect(shapeOf(wide)).toEqual([1, 1, 4, 4]);
    expect(valuesOf(wide)).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 3, 3, 4, 4, 3, 3, 4, 4]);
  });
});

describe('pooling', () => {
  const x = constant([1, 5, 2, 8, -3, -4], 1, 1, 6);
  test('disjoint, overlapping and padded windows', () => {
    expect(valuesOf(maxPool1d(x, 2, { stride: 2 }))).toEqual([5, 8, -3]);
    expect(valuesOf(maxPool1d(x, 3))).toEqual([5, 8, 8, 8]);
    expect(valuesOf(meanPool1d(x, 2, { stride: 2 }))).toEqual([3, 5, -3.5]);
    // padding is -Infinity for the maximum
    expect(valuesOf(maxPool1d(constant([-1, -2], 1, 1, 2), 3, { padding: 1 }))).toEqual([-1, -1]);
  });
  test('two axes', () => {
    const image = constant([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16], 1, 1, 4, 4);
    expect(valuesOf(maxPool2d(image, 2, { stride: 2 }))).toEqual([6, 8, 14, 16]);
    expect(valuesOf(maxPool2d(transpose(image), 2, { stride: 2 }))).toEqual([6, 14, 8, 16]);
    expect(valuesOf(globalMeanPool(image))).toEqual([8.5]);
  });
});

describe('lookup', () => {
  const rows = constantI32([1, 0, 1, 5], 4);
  test('gather, oneHot and scatterAdd; indices out of range', () => {
    expect(valuesOf(gather(a, rows))).toEqual([4, 5, 6, 1, 2, 3, 4, 5, 6, NaN, NaN, NaN]);
    expect(valuesOf(oneHot(rows, 2))).toEqual([0, 1, 1, 0, 0, 1, 0, 0]);
    expect(valuesOf(scatterAdd(3, rows, constant([1, 10, 100, 1000], 4)))).toEqual([10, 101, 0]);
  });
});
