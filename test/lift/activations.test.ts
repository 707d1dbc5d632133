// What functions of the literature compute when they are lifted: their values, and the derivatives that one works out by
// hand, on the reference and on every backend of Node. And the fuzzer on lifted functions: alone, of several tensors, in a
// model; a derivative that is stated wrongly is found.

import { lift } from 'quern/lift';
import { describe, expect, it } from 'vitest';
import { makeInput, makeReduce } from '../../dsl/build.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { affine } from '../../dsl/nn/affine.ts';
import { pipe } from '../../dsl/nn/compose.ts';
import { model } from '../../dsl/nn/model.ts';
import { input } from '../../dsl/ops/leaves.ts';
import { lifted } from '../../dsl/ops/lifted.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { outputsOf } from '../laws/agreement.ts';
import { inNode } from '../laws/targets.ts';
import { fuzzGradients } from '../testing/index.ts';
import { activations, pointsOf } from './activations.ts';

/** The expressions of all functions, each over points of its own, and their derivatives. */
const all = activations.map((a) => {
  const points = pointsOf(a);
  const leaf = makeInput(a.name, [points.length], 'f32');
  const value = toExpr(a.lifted(asTensor(leaf)));
  const derivative = gradient(makeReduce('sum', value, [0]), [leaf])[0]!;
  return { ...a, points, leaf, value, derivative };
});

/** The first point where two functions differ by more than `error`, relative to what is beyond 1. */
function difference(points: readonly number[], found: ArrayLike<number>, f: (x: number) => number, error: number) {
  const at = points.findIndex((x, i) => !(Math.abs(found[i]! - f(x)) <= error * Math.max(1, Math.abs(f(x)))));
  return at < 0 ? null : { at: points[at], found: found[at], expected: f(points[at]!) };
}

it('there are enough of them', () => expect(all.length).toBeGreaterThanOrEqual(30));

it.each(all)('$name on the reference', ({ f, derivative: exact, points, leaf, value, ...a }) => {
  const [values, derivatives] = evaluate([value, exact], new Map([[leaf, Float64Array.from(points)]]));
  expect(points.length).toBeGreaterThan(12);
  expect(difference(points, values!, f, 1e-12), 'value').toBeNull();
  const byHand = activations.find(({ name }) => name === a.name)!.derivative;
  expect(difference(points, derivatives!, byHand, 1e-9), 'derivative').toBeNull();
});

describe.each(Object.entries(inNode))('%s', (_, open) => {
  it('computes the values and the derivatives', async () => {
    const values = all.flatMap(({ value, derivative }) => [value, derivative]);
    const leaves = all.map(({ leaf }) => leaf);
    const found = await outputsOf(
      values,
      leaves,
      all.map(({ points }) => points),
      await open(),
    );
    const wrong = all.flatMap(({ name, f, points }, k) => [
      { name, of: 'value', ...difference(points, found[2 * k]!, f, 1e-5) },
      { name, of: 'derivative', ...difference(points, found[2 * k + 1]!, activations[k]!.derivative, 1e-5) },
    ]);
    expect(wrong.filter((w) => 'at' in w)).toEqual([]);
  });
});

/** x + sin(a x)^2 / a (Ziyin et al. 2020), a learned */
const snake = lift((x: number, a: number) => x + Math.sin(a * x) ** 2 / a);
/** sqrt(x) - 1 where x > 1, else log x: both branches fail on the other side */
const bent = lift((x: number) => {
  if (x > 1) return Math.sqrt(x) - 1;
  return x > 0.2 ? Math.log(x) : Math.cosh(x);
});

it('a function of two tensors', async () => {
  const options = { inputs: [input('batch', 3), input(3)] as const, backends: [cpu()] };
  const { runs } = await fuzzGradients((x, a) => snake(x, a), { ...options, runs: 6 });
  expect(runs).toBe(6);
});

it('a model whose branches fail where they are not taken', async () => {
  const net = model({ hidden: affine(3, 4), out: affine(4, 2) }, input('batch', 3), (p, x) =>
    pipe(x, p.hidden, bent, p.out),
  );
  const { runs } = await fuzzGradients(net, { runs: 6, backends: [cpu()] });
  expect(runs).toBe(6);
});

it('a derivative that is stated wrongly is found', async () => {
  const wrong = lifted({
    takes: 1,
    constants: [],
    steps: [
      ['sin', 0],
      // itself: a rule of a rule of a rule
      ['rule', 1, 0, 2],
    ],
    result: 2,
  } as const);
  const fuzzing = fuzzGradients((x) => wrong(x), { inputs: [input(3)], runs: 3 });
  await expect(fuzzing).rejects.toThrow(/customGradient is wrong/);
});
