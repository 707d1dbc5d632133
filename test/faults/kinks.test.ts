// Derivatives at kinks. What each op has there is stated in test/laws/kinks/ and held by test/laws/kinks.test.ts, on every
// backend; here is what the language says of a choice beyond single ops, and what the derivatives of products cost.
import { describe, expect, it } from 'vitest';
import { makeInput, makeReduce } from '../../dsl/build.ts';
import { type Expr, elementCount, topological } from '../../dsl/expr.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import * as language from '../../dsl/ops/index.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { outputsOf } from '../laws/agreement.ts';
import type { Untyped } from '../laws/cases/case.ts';
import { inNode } from '../laws/targets.ts';

const q = language as unknown as Untyped;

const total = (e: Expr): Expr => makeReduce('sum', e, [...e.shape.keys()]);

describe('the gradient of a product', () => {
  /** All elements that an expression is computed from. */
  const size = (e: Expr) =>
    topological([e]).reduce((n, x) => n + elementCount(x.kind === 'map' || x.kind === 'reduce' ? x.shape : []), 0);
  const gradientOf = (shape: readonly number[], axes: readonly number[], order: number): readonly [Expr, Expr] => {
    const x = makeInput('x', shape, 'f32');
    let d: Expr = makeReduce('prod', x, axes);
    for (let k = 0; k < order; k++) d = gradient(total(d), [x])[0]!;
    return [x, d];
  };

  it.each([1, 2])('is computed in linear time, order %i', (order) => {
    const [small, large] = [1000, 8000].map((n) => size(gradientOf([n], [0], order)[1]));
    expect(large! / small!).toBeLessThan(9);
    expect(large).toBeLessThan(8000 * 12 ** order);
  });

  it.each([
    ['the first axis', [3, 4, 5], [0]],
    ['the middle axis', [3, 4, 5], [1]],
    ['the last axis', [3, 4, 5], [2]],
    ['outer axes', [3, 4, 5], [0, 2]],
    ['all axes', [3, 4, 5], [0, 1, 2]],
    ['one element', [4, 1], [1]],
    ['nothing', [4, 0], [1]],
  ] as const)('is the product of the others, zeros or not: %s', (_, shape, axes) => {
    const values = Float64Array.from({ length: elementCount(shape) }, (_, i) =>
      i % 7 === 3 ? 0 : ((i * 5) % 11) / 4 + 0.5,
    );
    const [x, d] = gradientOf(shape, axes, 1);
    const place = (flat: number) => shape.map((n, k) => Math.floor(flat / elementCount(shape.slice(k + 1))) % n);
    const isBeside = (a: number, b: number) =>
      place(a).every((p, k) => (axes as readonly number[]).includes(k) || p === place(b)[k]);
    const expected = values.map((_, i) =>
      values.reduce((product, v, j) => (j !== i && isBeside(i, j) ? product * v : product), 1),
    );
    const [found] = evaluate([d], new Map([[x, values]]));
    for (const [i, want] of expected.entries()) expect(found![i]).toBeCloseTo(want, 9);
  });
});

describe('the branch that is not taken', () => {
  const x = makeInput('x', [4], 'f32');
  const w = makeInput('w', [4, 4], 'f32');
  const isLarge = q.greater!(q.sum!(asTensor(x)), 100);
  const never = (branch: unknown) => toExpr(q.sum!(q.where!(isLarge, branch, 0)) as never);
  const tensor = asTensor(x);
  const root = q.sqrt!(tensor);
  /** Each is NaN or infinite in its derivative at x = 0. */
  const branches: Readonly<Record<string, unknown>> = {
    'a function of functions': q.log!(root),
    'a quotient': q.div!(root, tensor),
    'a sum of uses': q.add!(q.mul!(root, root), q.div!(root, root)),
    'many uses': q.mul!(
      Array.from({ length: 12 }, (_, k) => q.pow!(tensor, 0.5 - k)).reduce((a, b) => q.add!(a, b)),
      1,
    ),
    'a mean': q.mean!(root),
    'a norm': q.sqrt!(q.sum!(q.square!(tensor))),
    'a variance': q.sqrt!(q.variance!(tensor)),
    'a largest element': q.max!(q.log!(tensor)),
    'a product of all': q.prod!(q.reciprocal!(tensor)),
    'a logarithm of exponentials': q.logSumExp!(q.log!(tensor)),
    'a softmax': q.softmax!(q.log!(tensor)),
    'slices joined': q.concat!(0, q.slice!(root, 0, 0, 2), q.slice!(root, 0, 2, 4)),
    'a flip, padded': q.slice!(q.pad!(q.flip!(root, 0), 0, 1, 1), 0, 0, 4),
    windows: q.sum!(q.window!(root, 0, 2)),
    'a product of matrices': q.sum!(q.matmul!(q.reshape!(root, 1, 4), asTensor(w))),
    'another choice': q.where!(q.less!(tensor, 1), root, q.log!(tensor)),
    'what is learned by a rule': q.softplus!(q.log!(tensor)),
  };
  const losses = Object.values(branches).map(never);
  const first = losses.map((loss) => gradient(loss, [x])[0]!);
  const second = first.map((g) => gradient(total(g), [x])[0]!);
  const data = [new Float64Array(4), new Float64Array(16).fill(0.5)];

  const named = (found: readonly ArrayLike<number>[]) =>
    Object.keys(branches).filter((_, k) =>
      [found[k]!, found[losses.length + k]!].some((g) => Array.from(g).some((v) => v !== 0)),
    );

  it('has no gradient on the reference, to the second order', () => {
    const found = evaluate(
      [...first, ...second],
      new Map<Expr, Float64Array>([
        [x, data[0]!],
        [w, data[1]!],
      ]),
    );
    expect(named(found)).toEqual([]);
  });

  it.each(Object.entries(inNode))('nor on %s', async (_, open) => {
    expect(named(await outputsOf([...first, ...second], [x, w], data, await open()))).toEqual([]);
  });
});

it('an example that is ignored has no gradient, whatever its logits are', () => {
  const [x, labels] = [makeInput('x', [2, 2], 'f32'), makeInput('labels', [2], 'i32')];
  const loss = toExpr(q.crossEntropy!(asTensor(x), asTensor(labels), { ignoreIndex: -1 }) as never);
  const feeds = new Map<Expr, number[]>([
    [x, [1, 1, Number.NaN, Number.POSITIVE_INFINITY]],
    [labels, [0, -1]],
  ]);
  expect([...evaluate(gradient(loss, [x]), feeds)[0]!]).toEqual([-0.5, 0.5, 0, 0]);
});

it('a hand-written relu leaves contractions as they are', () => {
  const [x, w, v] = [makeInput('x', [8, 5], 'f32'), makeInput('w', [5, 6], 'f32'), makeInput('v', [6, 3], 'f32')];
  const hidden = q.matmul!(asTensor(x), asTensor(w));
  const active = q.where!(q.greater!(hidden, 0), hidden, 0);
  const gradients = gradient(total(toExpr(q.square!(q.matmul!(active, asTensor(v))) as never)), [w, v, x]);
  for (const e of topological(gradients)) {
    if (e.kind === 'reduce' && e.monoid === 'sum' && e.source.kind === 'map') expect(e.source.op).toBe(scalars.mul);
    expect(e.kind === 'reduce' && e.dtype === 'bool', 'a choice is asked for along a sum').toBe(false);
  }
});
