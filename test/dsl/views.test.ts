import { describe, expect, test } from 'vitest';
import { simplify } from '../../compiler/passes/simplify.ts';
import { operands } from '../../dsl/expr.ts';
import {
  broadcastTo,
  concat,
  constant,
  expand,
  flatten,
  flip,
  pad,
  permute,
  repeat,
  reshape,
  slice,
  split,
  squeeze,
  stack,
  transpose,
  window,
} from '../../dsl/index.ts';
import { toExpr } from '../../dsl/tensor.ts';
import { shapeOf, valuesOf } from './values.ts';

const x = constant([1, 2, 3, 4, 5, 6], 2, 3);
const line = constant([0, 1, 2, 3, 4, 5, 6], 7);

describe('views', () => {
  test('reshape, flatten, expand and squeeze keep the order', () => {
    expect(shapeOf(reshape(x, 3, -1))).toEqual([3, 2]);
    expect(valuesOf(reshape(x, 3, 2))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(shapeOf(flatten(reshape(x, 2, 3, 1)))).toEqual([2, 3]);
    expect(shapeOf(expand(x, -1))).toEqual([2, 3, 1]);
    expect(shapeOf(squeeze(expand(x, 1), 1))).toEqual([2, 3]);
  });

  test('permute and transpose', () => {
    expect(valuesOf(transpose(x))).toEqual([1, 4, 2, 5, 3, 6]);
    expect(valuesOf(permute(reshape(x, 1, 2, 3), 2, 0, 1))).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test('broadcastTo stretches ones', () => {
    expect(valuesOf(broadcastTo(constant([1, 2], 2, 1), 2, 3))).toEqual([1, 1, 1, 2, 2, 2]);
    expect(valuesOf(broadcastTo(constant([1, 2], 2), 2, 2))).toEqual([1, 2, 1, 2]);
  });

  test('slice: negative bounds, steps', () => {
    expect(valuesOf(slice(line, 0, 2, 5))).toEqual([2, 3, 4]);
    expect(valuesOf(slice(line, 0, -2))).toEqual([5, 6]);
    expect(valuesOf(slice(line, 0, 1, 0, { step: 3 }))).toEqual([1, 4]);
    expect(valuesOf(slice(line, -1, 0, -4))).toEqual([0, 1, 2]);
  });

  test('split, concat and stack', () => {
    const [a, b, c] = split(x, 1, 3);
    expect([a, b, c].map((p) => valuesOf(p!))).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(valuesOf(concat(1, c!, a!, b!))).toEqual([3, 1, 2, 6, 4, 5]);
    expect(valuesOf(concat(0, x, constant([7, 8, 9], 1, 3)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(valuesOf(stack(-1, constant([1, 2], 2), constant([3, 4], 2)))).toEqual([1, 3, 2, 4]);
  });

  test('pad, flip and repeat', () => {
    expect(valuesOf(pad(x, 1, 1, 2, 9))).toEqual([9, 1, 2, 3, 9, 9, 9, 4, 5, 6, 9, 9]);
    expect(valuesOf(flip(x, 0))).toEqual([4, 5, 6, 1, 2, 3]);
    expect(valuesOf(flip(x, 0, 1))).toEqual([6, 5, 4, 3, 2, 1]);
    expect(valuesOf(repeat(x, 0, 2))).toEqual([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
    expect(valuesOf(repeat(constant([1, 2], 2, 1), 0, 2))).toEqual([1, 2, 1, 2]);
  });

  test('window: overlapping, strided, dilated, padded, disjoint', () => {
    expect(valuesOf(window(slice(line, 0, 0, 4), 0, 2))).toEqual([0, 1, 1, 2, 2, 3]);
    expect(valuesOf(window(line, 0, 3, { stride: 2, dilation: 2 }))).toEqual([0, 2, 4, 2, 4, 6]);
    expect(valuesOf(window(slice(line, 0, 1, 4), 0, 2, { padding: 1 }))).toEqual([0, 1, 1, 2, 2, 3, 3, 0]);
    // a remainder that fills no window is left out
    expect(valuesOf(window(line, 0, 2, { stride: 2 }))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(valuesOf(window(x, 0, 2, { stride: 2 }))).toEqual([1, 4, 2, 5, 3, 6]);
  });

  test('a view of a view has both, and is one in the compiler', () => {
    for (const [twice, view] of [
      [flip(flip(x, 1), 1), flip(x, 1)],
      [transpose(transpose(x)), transpose(x)],
    ] as const) {
      expect(operands(toExpr(twice))).toEqual([view]);
      const outputs = [twice, x].map((t, i) => ({ name: `y${i}`, value: toExpr(t) }));
      const [a, b] = simplify({ inputs: [], states: [], outputs }).outputs;
      expect(a!.value).toBe(b!.value);
    }
  });
});
