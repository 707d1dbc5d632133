// Contractions on a backend that packs their operands: factors are plain loads, results are right.
import { expect, test } from 'vitest';
import type { Kernel, Program } from '../../compiler/program/types.ts';
import { forEachKernel } from '../../compiler/program/visit.ts';
import { axisMap, makeInput, makeMap, makeReduce, makeReshape, makeView } from '../../dsl/build.ts';
import type { Expr } from '../../dsl/expr.ts';
import { matmul } from '../../dsl/expression/contract.ts';
import { add, max, tanh } from '../../dsl/expression/pointwise.ts';
import { pad, permute } from '../../dsl/expression/views.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { cpuLike, evaluate, gpuLike, graphOf, ramp } from './run.ts';

/** Kernels whose reduction is a sum of a product of two plain loads. */
function products(program: Program): Kernel[] {
  const found: Kernel[] = [];
  forEachKernel(program.steps, (k) => {
    if (k.kind !== 'kernel' || k.reduction?.monoid !== 'sum') return;
    const { value } = k.reduction;
    if (value.kind === 'apply' && value.op === 'mul' && value.args.every((a) => a.kind === 'load')) found.push(k);
  });
  return found;
}

/** windows of x [H] of size k with the given stride, padding and dilation of x, times w [F, k] -> [F, T] */
function correlate(x: Expr, w: Expr, count: number, stride: number, padding: number, dilated: number): Expr {
  const [filters, size] = w.shape as [number, number];
  const shape = [filters, count, size];
  const seen = makeView(x, shape, [{ offset: -padding, coefficients: [0, stride, 1], divisor: dilated }]);
  return makeReduce('sum', makeMap(scalars.mul, [seen, makeView(w, shape, [axisMap(3, 0), axisMap(3, 2)])]), [2]);
}

test.each([
  { stride: 1, padding: 2, dilated: 1 },
  { stride: 2, padding: 1, dilated: 1 },
  { stride: 1, padding: 2, dilated: 2 },
  { stride: 1, padding: -1, dilated: 1 },
])('windows with %o', ({ stride, padding, dilated }) => {
  const [x, w] = [makeInput('x', [7], 'f32'), makeInput('w', [2, 3], 'f32')];
  const y = correlate(x, w, 5, stride, padding, dilated);
  const [xs, ws] = [ramp(7, 1, 1), [1, 10, 100, 2, 3, 4]];
  const at = (e: number) => (e % dilated === 0 ? (xs[e / dilated] ?? 0) : 0);
  const expected = [0, 1].flatMap((f) =>
    [0, 1, 2, 3, 4].map((t) => [0, 1, 2].reduce((s, i) => s + at(t * stride + i - padding) * ws[f * 3 + i]!, 0)),
  );
  for (const capabilities of [cpuLike, gpuLike]) {
    expect(evaluate(graphOf([x, w], [y]), capabilities, [xs, ws]).outputs[0]).toEqual(expected);
  }
  expect(products(evaluate(graphOf([x, w], [y]), cpuLike, [xs, ws]).program).length).toBe(1);
});

test('a window padded along two axes is copied once, without the window', () => {
  const [x, w] = [makeInput('x', [4, 4], 'f32'), makeInput('w', [2, 3, 3], 'f32')];
  const padded = pad(x, [
    [1, 1],
    [1, 1],
  ]);
  const shape = [2, 4, 4, 3, 3];
  const rows = { offset: 0, coefficients: [0, 1, 0, 1, 0], divisor: 1 };
  const columns = { offset: 0, coefficients: [0, 0, 1, 0, 1], divisor: 1 };
  const kernel = makeView(w, shape, [axisMap(5, 0), axisMap(5, 3), axisMap(5, 4)]);
  const y = makeReduce('sum', makeMap(scalars.mul, [makeView(padded, shape, [rows, columns]), kernel]), [3, 4]);
  const { program } = evaluate(graphOf([x, w], [y]), cpuLike, [ramp(16), ramp(18)]);
  expect(program.steps.length).toBe(2);
  expect(program.buffers.filter((b) => b.role === 'temporary').map((b) => b.length)).toEqual([36]);
});

test('the gradient of a windowed product is one contraction', () => {
  const [g, w] = [makeInput('g', [2, 5], 'f32'), makeInput('w', [2, 3], 'f32')];
  // pieces[t, k] = sum_f g[f, t] w[f, k]; dx[h] = sum_k pieces[h - k, k]
  const shape = [5, 3, 2];
  const left = makeView(g, shape, [axisMap(3, 2), axisMap(3, 0)]);
  const right = makeView(w, shape, [axisMap(3, 2), axisMap(3, 1)]);
  const pieces = makeReduce('sum', makeMap(scalars.mul, [left, right]), [2]);
  // a second result, so that both factors are used again
  const both = makeView(pieces, [2, 7, 3], [{ offset: 0, coefficients: [0, 1, -1], divisor: 1 }, axisMap(3, 2)]);
  const dx = makeReduce('sum', both, [2]);
  const [gs, ws] = [ramp(10, 1, 1), [1, 10, 100, 2, 3, 4]];
  const row = ramp(7).map((h) =>
    [0, 1].reduce(
      (s, f) => s + [0, 1, 2].reduce((r, k) => r + (gs[f * 5 + h - k] ?? 0) * inside(h - k) * ws[f * 3 + k]!, 0),
      0,
    ),
  );
  for (const capabilities of [cpuLike, gpuLike]) {
    expect(evaluate(graphOf([g, w], [dx]), capabilities, [gs, ws]).outputs[0]).toEqual([...row, ...row]);
  }
});

const inside = (t: number) => (t >= 0 && t < 5 ? 1 : 0);

test('computed factors are stored, bias and nonlinearity are part of the product', () => {
  const [x, w, b] = [makeInput('x', [8, 16], 'f32'), makeInput('w', [16, 12], 'f32'), makeInput('b', [12], 'f32')];
  const v = makeInput('v', [12, 4], 'f32');
  const h = tanh(add(matmul(max(x, scaled(x)), w), makeView(b, [8, 12], [axisMap(2, 1)])));
  const y = matmul(h, v);
  const { program } = evaluate(graphOf([x, w, b, v], [y]), cpuLike, [ramp(128), ramp(192), ramp(12), ramp(48)]);
  expect(program.steps.length).toBe(3);
  expect(products(program).length).toBe(2);
});

test('heads of an attention are read in place', () => {
  const [q, k] = [makeInput('q', [2, 5, 12], 'f32'), makeInput('k', [2, 5, 12], 'f32')];
  const heads = (x: Expr) => permute(makeReshape(x, [2, 5, 3, 4]), [0, 2, 1, 3]);
  const scores = matmul(heads(q), permute(heads(k), [0, 1, 3, 2]));
  const merged = makeReshape(permute(scores, [0, 2, 1, 3]), [2, 5, 15]);
  const values = [ramp(120, 0.5), ramp(120, -0.25, 3)];
  const { outputs, program } = evaluate(graphOf([q, k], [merged]), cpuLike, values);
  expect(products(program).length).toBe(1);
  expect(JSON.stringify(program.steps)).not.toMatch(/floor|modulo/);
  const at = (x: number[], b: number, t: number, h: number, d: number) => x[((b * 5 + t) * 3 + h) * 4 + d]!;
  const dot = (b: number, h: number, t: number, s: number) =>
    [0, 1, 2, 3].reduce((sum, d) => sum + at(values[0]!, b, t, h, d) * at(values[1]!, b, s, h, d), 0);
  const five = [0, 1, 2, 3, 4];
  const expected = [0, 1].flatMap((b) =>
    five.flatMap((t) => [0, 1, 2].flatMap((h) => five.map((s) => dot(b, h, t, s)))),
  );
  expect(outputs[0]).toEqual(expected);
});

function scaled(x: Expr): Expr {
  return makeMap(scalars.neg, [x]);
}
