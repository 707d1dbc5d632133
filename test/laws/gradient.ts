// The gradient law, in float64 on the reference interpreter: forward mode agrees with differences, and reverse mode is
// its transpose. Both for the expression and for its gradient (second derivatives).
import { expect } from 'vitest';
import { makeInput } from '../../dsl/build.ts';
import { type Expr, elementCount } from '../../dsl/expr.ts';
import { pushforward } from '../../dsl/grad/forward.ts';
import { pullback } from '../../dsl/grad/reverse.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { direction, type Leaf, step } from './sample.ts';

const tolerance = 2e-6;

/** Holds the law for `outputs` as functions of `at`, up to the given order of derivatives. */
export function holdsGradientLaw(outputs: readonly Expr[], at: readonly Leaf[], order = 2): void {
  holdsOnce(outputs, at, order);
  if (order === 1) return;
  const cotangents = outputs.map((o, i) => ({ leaf: makeInput('c', o.shape, 'f32'), value: along(o, 40 + i) }));
  const gradients = pullback(
    outputs,
    cotangents.map((c) => c.leaf),
    at.map((a) => a.leaf),
  );
  holdsGradientLaw(gradients, [...at, ...cotangents], order - 1);
}

function along(e: Expr, seed: number): number[] {
  return direction(elementCount(e.shape), seed);
}

function holdsOnce(outputs: readonly Expr[], at: readonly Leaf[], order: number): void {
  const x = at.map((a) => a.leaf);
  const tangents = x.map((e, i) => ({ leaf: makeInput('t', e.shape, 'f32'), value: along(e, 1 + i + order) }));
  const cotangents = outputs.map((o, i) => ({ leaf: makeInput('c', o.shape, 'f32'), value: along(o, 20 + i) }));
  const feeds = new Map([...at, ...tangents, ...cotangents].map((l) => [l.leaf, l.value]));

  const forward = evaluate(pushforward(outputs, x, leavesOf(tangents)), feeds);
  const differences = directionalDerivative(outputs, at, tangents);
  forward.forEach((jt, i) => {
    expectClose(jt, differences[i]!, `J t of output ${i}, derivative of order ${3 - order}`);
  });

  const backward = evaluate(pullback(outputs, leavesOf(cotangents), x), feeds);
  const left = sum(forward.map((jt, i) => dot(jt, cotangents[i]!.value)));
  const right = sum(backward.map((jc, i) => dot(jc, tangents[i]!.value)));
  const size = sum(forward.map((jt, i) => dot(jt.map(Math.abs), cotangents[i]!.value.map(Math.abs))));
  expect(Math.abs(left - right), `<J t, c> = ${left}, <t, J^T c> = ${right}`).toBeLessThanOrEqual(1e-10 * (1 + size));
}

const leavesOf = (list: readonly Leaf[]): Expr[] => list.map((l) => l.leaf);
const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => sum(Array.from(a, (v, i) => v * b[i]!));

/** Central differences along the tangents, with one step of Richardson extrapolation: the error is of order h^4. */
function directionalDerivative(outputs: readonly Expr[], at: readonly Leaf[], tangents: readonly Leaf[]): number[][] {
  const moved = (h: number) =>
    evaluate(outputs, new Map(at.map((a, i) => [a.leaf, a.value.map((v, j) => v + h * tangents[i]!.value[j]!)])));
  const central = (h: number) => {
    const [up, down] = [moved(h), moved(-h)];
    return up.map((u, i) => Array.from(u, (v, j) => (v - down[i]![j]!) / (2 * h)));
  };
  const [wide, narrow] = [central(step), central(step / 2)];
  return narrow.map((n, i) => n.map((v, j) => (4 * v - wide[i]![j]!) / 3));
}

export function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, what: string, relative = tolerance): void {
  expect(got.length, what).toBe(want.length);
  for (let i = 0; i < got.length; i++) {
    const [a, b] = [got[i]!, want[i]!];
    if (Object.is(a, b) || a === b) continue;
    expect(Math.abs(a - b), `${what}: element ${i} is ${a}, expected ${b}`).toBeLessThanOrEqual(
      relative * (1 + Math.abs(b)),
    );
  }
}
