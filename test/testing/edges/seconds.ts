// Second derivatives of softmax and its kin, with one logit far above the others or none, stated by formulas that do not
// subtract what is nearly the same.
import { makeConstant, makeReduce } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Specimen } from '../programs/specimen.ts';
import { type Edge, leafOf, listOf, q } from './edge.ts';

const sum = (e: Expr): Expr => makeReduce('sum', e, [...e.shape.keys()]);
const total = (list: readonly number[]): number => list.reduce((s, v) => s + v, 0);

/** Plain arithmetic of a row: probabilities, and differences from their means without what cancels. */
class Row {
  readonly p: readonly number[];

  constructor(x: readonly number[]) {
    const largest = Math.max(...x);
    const powers = x.map((v) => Math.exp(v - largest));
    this.p = powers.map((v) => v / total(powers));
  }

  /** v_j - the mean of v */
  off(v: readonly number[], j: number): number {
    return total(v.map((w, k) => this.p[k]! * (v[j]! - w)));
  }
}

/** By x_j: the derivative along v of the gradient of an operation, weighted by u. */
const operations: Readonly<Record<string, (r: Row, u: readonly number[], v: readonly number[], j: number) => number>> =
  {
    logSumExp: (r, _, v, j) => r.p[j]! * r.off(v, j),
    logSoftmax: (r, u, v, j) => -total(u) * r.p[j]! * r.off(v, j),
    softmax: (r, u, v, j) => {
      const mixed = total(u.map((_, i) => r.p[i]! * r.off(v, i) * r.off(u, i)));
      return r.p[j]! * (r.off(v, j) * r.off(u, j) - mixed);
    },
  };

const names = Object.keys(operations);

function second(choices: Choices): Specimen {
  const [rows, classes] = [choices.from([1, 2, 3]), choices.from([2, 3, 4, 5])];
  const draw = (list: readonly number[]) => listOf(rows, () => 0).map(() => listOf(classes, () => choices.from(list)));
  const x = draw([0, 0.5, 1, 2, -1]).map((row) => {
    const [lead, winner] = [choices.from([0, 3, 10, 20, 40, 100]), choices.below(classes)];
    return row.map((v, i) => v + (i === winner ? lead : 0));
  });
  const leaf = leafOf('x', [rows, classes], x.flat());
  const of = (list: readonly number[][]) => makeConstant(Float64Array.from(list.flat()), [rows, classes], 'f32');
  const slopes = x.flat().map(() => 0);
  const along = names.map((name) => {
    const [u, v] = [draw([1, 2, -1, 0.5]), draw([1, -2, 0.5, 3])];
    const y = name === 'logSumExp' ? q(name, leaf.expr, 1) : map(scalars.mul, q(name, leaf.expr), of(u));
    for (const [i, row] of x.entries())
      for (const j of row.keys()) slopes[i * classes + j]! += operations[name]!(new Row(row), u[i]!, v[i]!, j);
    return map(scalars.mul, gradient(sum(y), [leaf.expr])[0]!, of(v));
  });
  const output = along.reduce((a, b) => map(scalars.add, a, b));
  return { leaves: [leaf], outputs: [output], known: { kind: 'slopes', slopes: [slopes] } };
}

export const seconds: Readonly<Record<string, Edge>> = { 'second derivatives of softmax': second };
