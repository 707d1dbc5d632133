// Contractions whose operands lie in memory as few do, and what is computed of a contraction in the same breath: terms in short
// runs, zeros between elements, sums over several axes that are cut into parts. Every sum is exact.
import { axisMap, makeConstant, makeGather, makeReduce, makeView } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import { drawn, exact } from './boundaries.ts';
import { type Edge, q } from './edge.ts';

/** Zeros between the elements, along every axis, and one place less. */
function dilatedAlongAll(x: Expr): Expr {
  const rank = x.shape.length;
  const shape = x.shape.map((d) => 2 * d - (d > 2 ? 2 : 1));
  return makeView(
    x,
    shape,
    shape.map((_, k) => axisMap(rank, k, 1, 0, 2)),
  );
}

export const contracted: Readonly<Record<string, Edge>> = {
  /** sum over (c, k) of a[m, c, k] b[c, k, n], rows of k cut from longer ones, or from the middle of them */
  'a product of cut rows': (choices) => {
    const [m, n] = [choices.from([4, 6, 8, 9, 12]), choices.from([4, 5, 8, 16])];
    const [c, k] = [choices.from([2, 3, 5]), choices.from([4, 5, 6, 7, 9])];
    const [before, after] = [choices.below(3), 1 + choices.below(3)];
    const cut = (x: Expr) => q('slice', x, 2, before, before + k);
    const a = drawn(choices, 'a', m, c, before + k + after);
    const both = choices.oneIn(2);
    const b = both ? drawn(choices, 'b', n, c, before + k + after) : drawn(choices, 'b', c, k, n);
    return exact([a, b], [q('einsum', both ? 'mck,nck->mn' : 'mck,ckn->mn', cut(a.expr), both ? cut(b.expr) : b.expr)]);
  },
  /** sum over k of x[m, k] w[k, a, b] beside values that lie in another order of (m, a, b), or are read at halved positions */
  'a product beside other orders': (choices) => {
    const [m, k] = [choices.from([4, 5, 8]), choices.from([2, 3, 5])];
    const [a, b] = [choices.from([2, 3, 4]), choices.from([2, 4, 8])];
    const [x, w] = [drawn(choices, 'x', m, k), drawn(choices, 'w', k, a, b)];
    const product = q('einsum', 'mk,kab->mab', x.expr, w.expr);
    const order = choices.from([
      [0, 2, 1],
      [1, 0, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]);
    const shape = [m, a, b];
    const stored = choices.oneIn(2) ? order : order.map((axis) => (axis === 0 ? -1 : axis));
    const y = drawn(choices, 'y', ...stored.map((axis) => (axis < 0 ? 1 : shape[axis]!)));
    const beside = q('permute', y.expr, ...[0, 1, 2].map((axis) => order.indexOf(axis)));
    const op = scalars[choices.from(['add', 'max', 'sub'] as const)];
    return exact([x, w, y], [map(op, product, q('broadcastTo', beside, ...shape))]);
  },
  /** rows that each turn of a loop chooses, in a product that is computed there, beside one that need not be */
  'a product of chosen rows in a loop': (choices) => {
    const [turns, rows, k, n] = [1 + choices.below(4), 3, choices.from([2, 3]), choices.from([2, 4])];
    const [table, w] = [drawn(choices, 'table', rows, k), drawn(choices, 'w', k, n)];
    const slices = drawn(choices, 'x', turns, 2, k);
    const at = Int32Array.from({ length: 2 * turns }, () => choices.below(rows + 1) - choices.below(2));
    const chosen = (ids: Expr) => makeGather(table.expr, ids);
    const { outputs } = scan({
      initial: [],
      sequences: [makeConstant(at, [turns, 2], 'i32'), slices.expr],
      reverse: choices.oneIn(2),
      body: (_, [ids, x]) => ({ carries: [], outputs: [chosen(ids!), x!].map((e) => q('matmul', e, w.expr)) }),
    });
    return exact([table, w, slices], outputs);
  },
  /** a product with zeros between its elements, then summed along one axis or several */
  'a dilated product': (choices) => {
    const [b, c, t, k] = [2, choices.from([1, 2]), choices.from([1, 2, 3]), choices.from([2, 3])];
    const [x, w] = [drawn(choices, 'x', b, k, t), drawn(choices, 'w', k, c)];
    const dilated = dilatedAlongAll(q('einsum', 'bkt,kc->bct', x.expr, w.expr));
    return exact([x, w], [makeReduce('sum', dilated, choices.from([[2], [2], [0], [1, 2]]))]);
  },
  /** sums over padded windows of sums over k of a[m, k] b[k, n], which may stand beside an axis that neither depends on */
  'windows of a product': (choices) => {
    const [m, n, k, free] = [choices.from([2, 3, 5]), choices.from([2, 4]), choices.from([2, 3]), choices.from([1, 3])];
    const shape = [m, n, free, k];
    const [a, b] = [drawn(choices, 'a', m, k), drawn(choices, 'b', k, n)];
    const spread = (x: Expr, axes: readonly number[]) =>
      makeView(
        x,
        shape,
        axes.map((j) => axisMap(4, j)),
      );
    // the largest of the products is no contraction
    const monoid = choices.from(['sum', 'sum', 'sum', 'max', 'min'] as const);
    const inner = makeReduce(monoid, map(scalars.mul, spread(a.expr, [0, 3]), spread(b.expr, [3, 1])), [3]);
    const [along, size, before, after] = [choices.below(3), 1 + choices.below(3), choices.below(2), choices.below(3)];
    const windows = shape[along]! + before + after - size + 1;
    if (windows < 1) return exact([a, b], [inner]);
    const view = makeView(
      inner,
      [...inner.shape.with(along, windows), size],
      inner.shape.map((_, j) =>
        j === along
          ? { offset: -before, coefficients: [0, 1, 2, 3].map((i) => Number(i === along || i === 3)), divisor: 1 }
          : axisMap(4, j),
      ),
    );
    return exact([a, b], [makeReduce('sum', view, [3])]);
  },
  /** few results of many terms over several axes, which devices of many threads sum in parts; in a loop too */
  'sums in parts': (choices) => {
    const shape = choices.from([
      [8, 64],
      [64, 9],
      [17, 33],
      [2, 16, 40],
      [40, 2, 16],
      [9, 8, 8],
    ]);
    const x = drawn(choices, 'x', ...shape);
    const axes = [...shape.keys()].filter((j) => shape[j]! > 2);
    const monoid = choices.from(['sum', 'sum', 'max', 'min'] as const);
    const whole = (e: Expr) => makeReduce(monoid, e, axes);
    if (choices.oneIn(2)) return exact([x], [whole(map(scalars.mul, x.expr, 0.5))]);
    const turns = drawn(choices, 't', 1 + choices.below(3));
    const { outputs } = scan({
      initial: [],
      sequences: [turns.expr],
      reverse: choices.oneIn(2),
      body: (_, [t]) => ({ carries: [], outputs: [whole(map(scalars.mul, x.expr, t!))] }),
    });
    return exact([x, turns], [outputs[0]!]);
  },
};
