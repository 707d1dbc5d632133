// Lowered Programs compute what the expressions mean, on backends with and without every capability.
import { describe, expect, test } from 'vitest';
import {
  axisMap,
  broadcastScalar,
  literal,
  makeConstant,
  makeGather,
  makeInput,
  makeIota,
  makeMap,
  makeParameter,
  makeReduce,
  makeReshape,
  makeScanOutput,
  makeScatter,
  makeView,
} from '../../dsl/build.ts';
import type { Expr } from '../../dsl/expr.ts';
import { nextId } from '../../dsl/intern.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { backends, evaluate, graphOf, ramp, stateful } from './run.ts';

const { add, div, exp, less, max, mul, neg, select, sub, toF32 } = scalars;

function matmul(a: Expr, b: Expr): Expr {
  const [m, k] = a.shape as [number, number];
  const n = b.shape[1]!;
  const left = makeView(a, [m, n, k], [axisMap(3, 0), axisMap(3, 2)]);
  const right = makeView(b, [m, n, k], [axisMap(3, 2), axisMap(3, 1)]);
  return makeReduce('sum', makeMap(mul, [left, right]), [2]);
}

function row(v: Expr, rows: number): Expr {
  return makeView(v, [rows, v.shape[0]!], [axisMap(2, 1)]);
}

describe.each(backends)('%s', (_, capabilities) => {
  test('a product with bias and rectifier is one kernel', () => {
    const [x, w, b] = [makeInput('x', [2, 3], 'f32'), makeInput('w', [3, 2], 'f32'), makeInput('b', [2], 'f32')];
    const y = makeMap(max, [makeMap(add, [matmul(x, w), row(b, 2)]), broadcastScalar(literal(0, 'f32'), [2, 2])]);
    const { outputs, program } = evaluate(graphOf([x, w, b], [y]), capabilities, [
      [1, 2, 3, -4, 5, 6],
      [1, 2, 3, 4, 5, 6],
      [0.5, -30],
    ]);
    expect(outputs[0]).toEqual([22.5, 0, 41.5, 18]);
    expect(program.steps.length).toBe(1);
  });

  test('softmax over rows', () => {
    const x = makeInput('x', [2, 3], 'f32');
    const spread = (r: Expr) => makeView(r, [2, 3], [axisMap(2, 0)]);
    const e = makeMap(exp, [makeMap(sub, [x, spread(makeReduce('max', x, [1]))])]);
    const y = makeMap(div, [e, spread(makeReduce('sum', e, [1]))]);
    const { outputs } = evaluate(graphOf([x], [y]), capabilities, [[1, 2, 3, 0, 0, 0]]);
    const total = Math.exp(-2) + Math.exp(-1) + 1;
    [Math.exp(-2) / total, Math.exp(-1) / total, 1 / total, 1 / 3, 1 / 3, 1 / 3].forEach((v, i) => {
      expect(outputs[0]![i]).toBeCloseTo(v, 12);
    });
  });

  test('a padded, strided window and a reshape between two views', () => {
    const x = makeInput('x', [6], 'f32');
    const grid = makeReshape(x, [2, 3]);
    const padded = makeView(grid, [4, 3], [axisMap(2, 0, 1, -1), axisMap(2, 1)], 9);
    const flat = makeReshape(padded, [12]);
    const dilated = makeView(flat, [24], [axisMap(1, 0, 1, -1, 2)], -1);
    const { outputs } = evaluate(graphOf([x], [dilated]), capabilities, [ramp(6)]);
    const p = [9, 9, 9, 0, 1, 2, 3, 4, 5, 9, 9, 9];
    expect(outputs[0]).toEqual(p.flatMap((v) => [-1, v]));
  });

  test('a reshape that splits an axis leaves no division', () => {
    const x = makeInput('x', [4, 6], 'f32');
    const heads = makeReshape(x, [4, 2, 3]);
    const turned = makeView(heads, [2, 4, 3], [axisMap(3, 1), axisMap(3, 0), axisMap(3, 2)]);
    const y = makeReshape(makeMap(neg, [turned]), [2, 12]);
    const { outputs, program } = evaluate(graphOf([x], [y]), capabilities, [ramp(24)]);
    const expected = [0, 1].flatMap((h) => [0, 1, 2, 3].flatMap((t) => [0, 1, 2].map((d) => -(t * 6 + h * 3 + d) + 0)));
    expect(outputs[0]!.map((v) => v + 0)).toEqual(expected);
    expect(JSON.stringify(program.steps)).not.toMatch(/floor|modulo/);
  });

  test('gather rows, scatter them back, repeated and out of range', () => {
    const table = makeInput('table', [3, 2], 'f32');
    const at = makeInput('at', [4], 'i32');
    const rows = makeGather(table, at);
    const back = makeScatter(3, at, makeMap(add, [rows, rows]));
    const { outputs } = evaluate(graphOf([table, at], [rows, back]), capabilities, [ramp(6), [2, 0, 2, 0]]);
    expect(outputs).toEqual([
      [4, 5, 0, 1, 4, 5, 0, 1],
      [0, 4, 0, 0, 16, 20],
    ]);
    const outside = evaluate(graphOf([table, at], [rows]), capabilities, [ramp(6), [-1, 3, 0, 1]]);
    expect(outside.outputs[0]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0, 1, 2, 3]);
  });

  test('argMax, constants, iota and select', () => {
    const x = makeInput('x', [2, 3], 'f32');
    const best = makeReduce('argMax', x, [1]);
    const table = makeConstant(Float32Array.of(10, 20, 30), [3], 'f32');
    const index = makeMap(toF32, [makeIota([3], 0)]);
    const y = makeMap(select, [makeMap(less, [index, broadcastScalar(literal(2, 'f32'), [3])]), table, index]);
    const { outputs } = evaluate(graphOf([x], [best, y]), capabilities, [[1, 5, 5, 7, 2, 1]]);
    expect(outputs).toEqual([
      [1, 0],
      [10, 20, 2],
    ]);
  });

  test('states: each sees the old values of the others', () => {
    const init = { name: 'zeros' } as never;
    const [p, q] = [makeParameter('p', [3], init, true), makeParameter('q', [3], init, true)];
    const sum = makeMap(add, [p, q]);
    const flipped = makeView(p, [3], [axisMap(1, 0, -1, 2)]);
    const graph = stateful(
      [],
      [
        [p, q],
        [q, makeMap(add, [flipped, q])],
      ],
      [sum],
    );
    const { states, outputs } = evaluate(
      graph,
      capabilities,
      [],
      [
        [1, 2, 3],
        [10, 20, 30],
      ],
    );
    expect(outputs).toEqual([[11, 22, 33]]);
    expect(states).toEqual([
      [10, 20, 30],
      [13, 22, 31],
    ]);
  });

  test('a scan with a matrix product inside, forwards and in reverse', () => {
    const xs = makeInput('xs', [3, 2], 'f32');
    const w = makeInput('w', [2, 2], 'f32');
    const h = makeInput('h', [1, 2], 'f32');
    const x = makeInput('x', [2], 'f32');
    const v = makeInput('v', [2, 2], 'f32');
    const next = makeMap(add, [matmul(h, v), row(x, 1)]);
    const scan = (reverse: boolean) => ({
      id: nextId(),
      length: 3,
      reverse,
      initial: [broadcastScalar(literal(0, 'f32'), [1, 2])],
      sequences: [xs],
      constants: [w],
      carryInputs: [h],
      sliceInputs: [x],
      constantInputs: [v],
      nextCarries: [next],
      outputs: [next],
    });
    const outs = [scan(false), scan(true)].flatMap((s) => [makeScanOutput(s, 0), makeScanOutput(s, 1)]);
    const { outputs } = evaluate(graphOf([xs, w], outs), capabilities, [ramp(6, 1, 1), [1, 2, 0, 1]]);
    const step = ([a, b]: number[], t: number) => [a! + 2 * t + 1, 2 * a! + b! + 2 * t + 2];
    const run = (order: number[]) => {
      const rows: number[][] = [[], [], []];
      let state = [0, 0];
      for (const t of order) rows[t] = state = step(state, t);
      return [state, rows.flat()];
    };
    expect(outputs).toEqual([...run([0, 1, 2]), ...run([2, 1, 0])]);
  });
});
