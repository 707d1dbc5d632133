// Attention, as plain sums of weighted values.
import { describe, expect, it } from 'vitest';
import { makeInput } from '../../dsl/build.ts';
import type { Expr } from '../../dsl/expr.ts';
import { rangeOf } from '../../dsl/expression/views.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { attend, attentionWeights, rotaryPositions, sinusoidalPositions } from '../../dsl/nn/index.ts';
import { constant, constantI32, repeat, sum, zeros } from '../../dsl/ops/index.ts';
import { asTensor, type Tensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { valuesOf } from '../dsl/values.ts';
import { type Case, real } from '../laws/cases/case.ts';
import { layers } from '../laws/cases/layers.ts';
import { attended, equation, times } from './equation.ts';

const plain: Case = {
  name: 'attend',
  inputs: [real([2, 3]), real([4, 3]), real([4, 2])],
  f: (q, k, v) => attend(q as Tensor<[2, 3]>, k as Tensor<[4, 3]>, v as Tensor<[4, 2]>),
};
const named = (name: string) => layers.find((c) => c.name === name)!;

describe('softmax(q K^T) V', () => equation(plain, (q, k, v) => attended(q, k, v, 3)));

describe('attend(W1 X, W2 X, W3 X)', () =>
  equation(named('selfAttention'), (x, w1, w2, w3) => attended(times(x, w1, 3), times(x, w2, 3), times(x, w3, 3), 3)));

describe('v^T tanh(W q + U k)', () =>
  equation(named('additiveScore'), (q, w, u, v) => {
    const [queries, keys] = [times(q, w, 2), times([1, 1, 1], u, 3)];
    const score = (i: number) => [0, 1].reduce((s, h) => s + v[h]! * Math.tanh(queries[i * 2 + h]! + keys[h]!), 0);
    return [0, 1].flatMap((i) => [score(i), score(i), score(i)]);
  }));

describe('p_(t, 2i) = sin(t / 10000^(2i/d)), p_(t, 2i+1) = cos(t / 10000^(2i/d))', () =>
  equation(named('sinusoidalPositions'), (x) =>
    Array.from(x, (v, k) => {
      const [t, c] = [Math.floor(k / 3), k % 3];
      const angle = t / 10000 ** ((2 * Math.floor(c / 2)) / 3);
      return v + (c % 2 === 0 ? Math.sin(angle) : Math.cos(angle));
    }),
  ));

describe('masks', () => {
  it('give no weight to what they forbid, and the others as without it', () => {
    const q = constant([0.5, -1], 1, 1, 2);
    const k = constant([1, 2, -0.5, 0.25, 9, 9], 1, 3, 2);
    const two = valuesOf(attentionWeights(q, constant([1, 2, -0.5, 0.25], 1, 2, 2)));
    expect(valuesOf(attentionWeights(q, k, { lengths: constantI32([2], 1) }))).toEqual(
      [...two, 0].map((w) => expect.closeTo(w, 14)),
    );
  });

  it('causal: where keys and queries end together, the last query sees all', () => {
    const weights = valuesOf(attentionWeights(zeros(2, 1), zeros(3, 1), { causal: true }));
    expect(weights).toEqual([1 / 2, 1 / 2, 0, 1 / 3, 1 / 3, 1 / 3]);
  });

  it('leave zeros and finite gradients of a row that may attend to nothing, however large its scores', () => {
    const leaves = [
      makeInput('q', [1, 1, 1], 'f32'),
      makeInput('k', [1, 2, 1], 'f32'),
      makeInput('v', [1, 2, 1], 'f32'),
    ];
    const [q, k, v] = leaves.map((leaf) => asTensor<[1, 1, 1], 'f32'>(leaf));
    const out = attend(q!, k!, v!, { lengths: constantI32([0], 1) });
    const values = evaluate(
      [toExpr(out), ...gradient(toExpr(sum(out)), leaves)],
      new Map<Expr, Float64Array>([
        [leaves[0]!, Float64Array.of(1e30)],
        [leaves[1]!, Float64Array.of(1e30, -1e30)],
        [leaves[2]!, Float64Array.of(3, 4)],
      ]),
    );
    expect(values.flatMap((x) => Array.from(x!, Math.abs))).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

describe('rotary positions', () => {
  it('make the product of two rows depend on their distance alone', () => {
    const same = (row: Tensor<[1, 4]>) => toExpr(rotaryPositions(repeat(row, 0, 6)));
    const [a, b] = [constant([0.3, -1, 2, 0.7], 1, 4), constant([1, 0.5, -0.2, 1.1], 1, 4)].map(same);
    const rows = (e: Expr, t: number) => valuesOf(asTensor(rangeOf(e, 0, t, 1)));
    const product = (t: number, s: number) => rows(a!, t).reduce((p, x, i) => p + x * rows(b!, s)[i]!, 0);
    expect(product(3, 1)).toBeCloseTo(product(5, 3), 12);
    expect(product(2, 2)).toBeCloseTo(product(0, 0), 12);
    expect(Math.abs(product(3, 1) - product(3, 2))).toBeGreaterThan(0.01);
  });

  it('start where they are told to', () => {
    const whole = valuesOf(sinusoidalPositions(zeros(4, 2))).slice(4);
    expect(valuesOf(sinusoidalPositions(zeros(2, 2), asTensor<[], 'i32'>(toExpr(sum(constantI32([2], 1))))))).toEqual(
      whole,
    );
  });
});
