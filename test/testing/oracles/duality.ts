// <J t, c> = <t, J^T c>: forward and reverse mode have rules of their own, and must be each other's transpose.
import { elementCount } from '../../../dsl/expr.ts';
import { pushforward } from '../../../dsl/grad/forward.ts';
import { pullback } from '../../../dsl/grad/reverse.ts';
import { differentiable, valuesAt } from '../programs/specimen.ts';
import { constantsLike, direction, dot, roundingOf } from './line.ts';
import { compare, compareWithin, inconclusive, type Oracle } from './oracle.ts';

/** Sums of products in another order differ by rounding: this much of the sum of their sizes. */
const rounding = 1e-11;

export const duality: Oracle = {
  name: 'duality of jvp and vjp',
  order: 1,
  check: (specimen) => {
    const outputs = specimen.outputs.filter((o) => o.dtype === 'f32');
    const wrt = differentiable(specimen).map((l) => l.expr);
    const tangents = wrt.map((x, i) => direction(elementCount(x.shape), 3 + i));
    const cotangents = outputs.map((o, i) => direction(elementCount(o.shape), 50 + i));
    const pushed = pushforward(outputs, wrt, constantsLike(wrt, tangents));
    const pulled = pullback(outputs, constantsLike(outputs, cotangents), wrt);
    const values = valuesAt(specimen);
    if (!outputs.every((o) => values.of(o).every(Number.isFinite))) return inconclusive('values are not finite');
    const [forward, backward] = [pushed.map((y) => values.of(y)), pulled.map((x) => values.of(x))];
    const left = forward.reduce((s, y, i) => s + dot(y, cotangents[i]!), 0);
    const right = backward.reduce((s, x, i) => s + dot(x, tangents[i]!), 0);
    const size = [...forward, ...backward].reduce((s, y) => s + y.reduce((t, v) => t + Math.abs(v), 0), 0);
    // a derivative that one mode has is a number in the other too
    if (!Number.isFinite(left) && !Number.isFinite(right)) return inconclusive('derivatives are not finite');
    if (!Number.isFinite(size)) return compare('<J t, c> against <t, J^T c>', right, left, 0);
    return compareWithin('<J t, c> against <t, J^T c>', right, left, rounding * (1 + size), () => [
      roundingOf(pushed, specimen, cotangents),
      roundingOf(pulled, specimen, tangents),
    ]);
  },
};
