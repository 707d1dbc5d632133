// Many of something: slices of one tensor, leaves of one expression, operations in a row, terms of a product. Where they are few, the compiler and the derivatives take another way.
import { axisMap, literal, makeReduce, makeView } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import { type Edge, leafOf, listOf, q } from './edge.ts';

const size = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

function drawn(choices: Choices, name: string, shape: readonly number[]) {
  const phase = choices.below(100);
  return leafOf(
    name,
    shape,
    listOf(size(shape), (i) => 1.5 * Math.sin(1.7 * i + phase)),
  );
}

const bend = [scalars.sin, scalars.tanh, scalars.neg, scalars.sigmoid] as const;

/** x[from .. from + extent] of an axis, or backwards. */
function part(x: Expr, axis: number, from: number, extent: number, backwards: boolean): Expr {
  const rank = x.shape.length;
  const own = backwards ? axisMap(rank, axis, -1, from + extent - 1) : axisMap(rank, axis, 1, from);
  const axes = x.shape.map((_, k) => (k === axis ? own : axisMap(rank, k)));
  return makeView(x, x.shape.with(axis, extent), axes);
}

const total = (terms: readonly Expr[]): Expr => terms.reduce((a, b) => map(scalars.add, a, b));

export const many: Readonly<Record<string, Edge>> = {
  /** the sum of what is made of slices: their cotangents are joined where they do not overlap */
  'many slices': (choices) => {
    const shape = choices.from([[12], [2, 12], [10, 3], [5, 6]]);
    const leaf = drawn(choices, 'x', shape);
    const terms = Array.from({ length: 9 + choices.below(3) }, (_, i) => {
      const axis = choices.below(shape.length);
      const n = shape[axis]!;
      const extent = choices.from([1, 1, 2, 3].filter((e) => e <= n));
      const x = part(leaf.expr, axis, choices.below(n - extent + 1), extent, choices.oneIn(4));
      const y = map(choices.from(bend), map(scalars.mul, x, 1 + i / 8));
      return makeReduce('sum', y, [...y.shape.keys()]);
    });
    return { leaves: [leaf], outputs: [total(terms)] };
  },
  /** more operands than a kernel of a GPU may read */
  'many leaves': (choices) => {
    const n = choices.from([1, 4, 5]);
    const leaves = listOf(7 + choices.below(10), (i) => i).map((i) => drawn(choices, `x${i}`, [n]));
    const terms = leaves.map((l) => (choices.oneIn(2) ? map(choices.from(bend), l.expr) : l.expr));
    const all = choices.oneIn(2) ? total(terms) : q('concat', 0, ...terms);
    return { leaves, outputs: [choices.oneIn(2) ? map(scalars.sin, all) : q('sum', all, 0)] };
  },
  /** longer than a kernel's expression may be */
  'many operations': (choices) => {
    const leaf = drawn(choices, 'x', choices.from([[3], [2, 5]]));
    let x: Expr = leaf.expr;
    for (let i = 0, n = choices.from([20, 20, 40, 40, 60, 260]); i < n; i++) {
      const kind = choices.below(8);
      if (kind === 0) x = part(x, 0, 0, x.shape[0]!, true);
      else if (kind < 3) x = map(scalars.add, x, map(scalars.mul, leaf.expr, 0.125));
      else x = map(choices.from([scalars.sin, scalars.neg, scalars.tanh]), x);
    }
    return { leaves: [leaf], outputs: [x], known: { kind: 'long' } };
  },
  /** a b with more terms than are added in one go */
  'many terms of a product': (choices) => {
    const [m, n] = [choices.from([1, 3, 4, 5]), choices.from([1, 4, 6])];
    const k = choices.from([513, 1025, 1030, 2049, 4097, 4100]);
    const transposed = choices.oneIn(2);
    const leaves = [drawn(choices, 'a', [m, k]), drawn(choices, 'b', transposed ? [n, k] : [k, n])] as const;
    const b = transposed ? q('transpose', leaves[1].expr) : leaves[1].expr;
    return { leaves, outputs: [q('matmul', leaves[0].expr, b)], known: { kind: 'long' } };
  },
  /** whole numbers: arithmetic, comparisons and reductions, as weights of x */
  integers: (choices) => {
    const shape = choices.from([[5], [2, 3], [4, 4], [3, 1, 2]]);
    const counts = leafOf(
      'n',
      shape,
      listOf(size(shape), () => choices.below(9) - 4),
    );
    const x = drawn(choices, 'x', choices.from([[1], [4]]));
    let i = map(scalars.toI32, counts.expr);
    for (let step = 0, steps = 2 + choices.below(6); step < steps; step++) i = whole(choices, i);
    const axes = [...i.shape.keys()].filter(() => choices.oneIn(2));
    const monoid = choices.from(['sum', 'prod', 'max', 'min', 'argMax', 'argMin'] as const);
    const reduced = axes.length === 0 ? i : makeReduce(monoid, map(scalars.min, map(scalars.max, i, -3), 3), axes);
    const weight = map(scalars.toF32, reduced);
    const [rows, columns] = [size(weight.shape), x.expr.shape[0]!];
    const weights = q('broadcastTo', q('reshape', weight, rows, 1), rows, columns);
    return { leaves: [counts, x], outputs: [map(scalars.mul, weights, q('broadcastTo', x.expr, rows, columns))] };
  },
};

/** One operation of whole numbers. */
function whole(choices: Choices, i: Expr): Expr {
  const n = literal(choices.from([1, 2, 3, -1, -2, 7]), 'i32', i.shape);
  switch (choices.below(6)) {
    case 0:
      return map(choices.from([scalars.neg, scalars.abs, scalars.sign]), i);
    case 1:
      return map(scalars.mul, map(scalars.max, map(scalars.min, i, 6), -6), i);
    case 2:
      return map(choices.from([scalars.div, scalars.mod]), i, n);
    case 3: {
      const test = map(choices.from([scalars.less, scalars.equal, scalars.greaterEqual, scalars.notEqual]), i, n);
      return choices.oneIn(2) ? map(scalars.select, test, i, n) : map(scalars.add, i, map(scalars.toI32, test));
    }
    case 4:
      return choices.oneIn(2) ? part(i, 0, 0, i.shape[0]!, true) : map(scalars.toI32, map(scalars.toBool, i));
    default:
      return map(choices.from([scalars.add, scalars.sub, scalars.mul, scalars.min, scalars.max]), i, n);
  }
}
