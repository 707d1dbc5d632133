// The gradient laws, in float64 on the reference backend, for every public op.
import { describe, expect, it } from 'vitest';
import { makeConstant, makeReduce } from '../../dsl/build.ts';
import { type Expr, elementCount } from '../../dsl/expr.ts';
import { pushforward } from '../../dsl/grad/forward.ts';
import { gradient, pullback } from '../../dsl/grad/reverse.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { judge } from '../testing/oracles/slope.ts';
import { cases } from './cases/index.ts';
import { along, direction, feedsOf, isDifferentiable, type Trial, trialOf, weighted } from './trial.ts';

const seeds = [1, 20, 300];

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((s, x, i) => s + x * b[i]!, 0);
const real = (t: Trial) => t.leaves.flatMap((leaf, i) => (leaf.dtype === 'f32' ? [i] : []));
const directions = (t: Trial) => t.values.map((v, i) => direction(v.length, 7 + i));

function inner(a: readonly Expr[], b: readonly Float64Array[]): Expr {
  const terms = a.map((x, i) => {
    const p = map(scalars.mul, x, makeConstant(b[i]!, x.shape, 'f32'));
    return makeReduce(
      'sum',
      p,
      p.shape.map((_, axis) => axis),
    );
  });
  return terms.reduce((s, t) => map(scalars.add, s, t));
}

/** The derivative of `f` along d must be `expected`, within the estimated error of the difference quotient. */
function agree(expected: number, f: (h: number) => number, what: string): void {
  expect(judge(what, expected, f).verdict).toMatchObject({ outcome: 'agrees' });
}

describe.each(cases.filter(isDifferentiable))('$name', (c) => {
  it.each(seeds)('first derivative (seed %i)', (seed) => {
    const t = trialOf(c, seed);
    const loss = weighted(t.outputs)!;
    const wrt = real(t).map((i) => t.leaves[i]!);
    const found = evaluate(gradient(loss, wrt), feedsOf(t));
    const d = directions(t);
    const expected = real(t).reduce((s, i, k) => s + dot(found[k]!, d[i]!), 0);
    agree(expected, along(loss, t, d), 'gradient');
  });

  it.each(seeds)('<J t, c> = <t, J^T c> (seed %i)', (seed) => {
    const t = trialOf(c, seed);
    const outputs = t.outputs.filter((o) => o.dtype === 'f32');
    const wrt = real(t).map((i) => t.leaves[i]!);
    const tangents = wrt.map((x, i) => direction(elementCount(x.shape), 3 + i));
    const cotangents = outputs.map((o, i) => direction(elementCount(o.shape), 50 + i));
    const constants = (es: readonly Expr[], v: readonly Float64Array[]) =>
      es.map((e, i) => makeConstant(v[i]!, e.shape, 'f32'));
    const forward = evaluate(pushforward(outputs, wrt, constants(wrt, tangents)), feedsOf(t));
    const back = evaluate(pullback(outputs, constants(outputs, cotangents), wrt), feedsOf(t));
    const left = forward.reduce((s, y, i) => s + dot(y, cotangents[i]!), 0);
    const right = back.reduce((s, x, i) => s + dot(x, tangents[i]!), 0);
    expect(Math.abs(left - right)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(left)));
  });

  it('second derivative', () => {
    const t = trialOf(c, seeds[0]!);
    const loss = weighted(t.outputs)!;
    const wrt = real(t).map((i) => t.leaves[i]!);
    const first = inner(
      gradient(loss, wrt),
      wrt.map((x, i) => direction(elementCount(x.shape), 90 + i)),
    );
    const found = evaluate(gradient(first, wrt), feedsOf(t));
    const d = directions(t);
    const expected = real(t).reduce((s, i, k) => s + dot(found[k]!, d[i]!), 0);
    agree(expected, along(first, t, d), 'second derivative');
  });
});
