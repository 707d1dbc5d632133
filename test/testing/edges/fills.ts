// Views that read beyond their source, where another number than 0 stands: below sums over windows, as factors of products, in
// loops from which these are taken, and of literals.

import { axisMap, literal, makeReduce, makeView } from '../../../dsl/build.ts';
import type { AxisMap, Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { pad } from '../../../dsl/expression/views.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf } from '../programs/specimen.ts';
import { repeatable } from './boundaries.ts';
import { type Edge, fixed, leafOf, q } from './edge.ts';

const numbers = [0.5, -1, 2, 0.25, -0.75, 1.5, -2, 1];
const fills = [0, 1, 0.5, -2, 1, -1, -0];

const drawn = (choices: Choices, name: string, ...shape: number[]) =>
  leafOf(name, shape, repeatable(choices, shape, numbers));

/** Room around some of its axes, filled with one number, and perhaps with another around that. */
function padded(choices: Choices, x: Expr, fill = choices.from(fills)): Expr {
  const room = x.shape.map((): [number, number] =>
    choices.from([
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 2],
    ]),
  );
  const wide = pad(x, room, fill);
  return choices.oneIn(3)
    ? pad(
        wide,
        x.shape.map(() => [0, choices.below(2)] as const),
        choices.from(fills),
      )
    : wide;
}

/** Every element but some of it: read with a step, backwards, or between its elements. */
function spaced(choices: Choices, x: Expr): Expr {
  const rank = x.shape.length;
  const k = choices.below(rank);
  const n = x.shape[k]!;
  const [extent, c, offset, divisor] = choices.from([
    [2 * n - 1, 1, 0, 2],
    [n, 1, choices.from([-1, 1]), 1],
    [n + 1, -1, n - 1, 1],
  ] as const);
  const axes = x.shape.map((_, j) => (j === k ? axisMap(rank, k, c, offset, divisor) : axisMap(rank, j)));
  return makeView(x, x.shape.with(k, extent), axes, choices.from(fills));
}

const masked = (choices: Choices, x: Expr): Expr => (choices.oneIn(3) ? spaced(choices, x) : padded(choices, x));

export const fillEdges: Readonly<Record<string, Edge>> = {
  /** y[h, c] = sum over k of R[h - k, k, c], R a product of matrices; another number where there is no row h - k */
  'sums over windows of a product': (choices) => {
    const [t, k, f] = [choices.from([2, 3, 4, 5]), choices.from([2, 3]), choices.from([2, 3, 4])];
    const c = choices.from([2, 3, 4, 1]);
    const [a, b] = [drawn(choices, 'a', t, f), drawn(choices, 'b', f, k, c)];
    const h = choices.from([t + k - 1, t + k - 1, t, t + 1]);
    const rows: AxisMap = choices.oneIn(2)
      ? { offset: choices.from([0, 0, 1]), coefficients: [1, -1, 0], divisor: 1 }
      : { offset: choices.from([0, 1 - k]), coefficients: [1, 1, 0], divisor: 1 };
    const at = (...axes: readonly number[]) => axes.map((j) => axisMap(4, j));
    const [left, right] = [makeView(a.expr, [t, k, c, f], at(0, 3)), makeView(b.expr, [t, k, c, f], at(3, 1, 2))];
    const product = makeReduce('sum', map(scalars.mul, left, right), [3]);
    const windows = makeView(product, [h, k, c], [rows, axisMap(3, 1), axisMap(3, 2)], choices.from([0, ...fills]));
    const sum = makeReduce('sum', windows, [choices.from([1, 1, 1, 0])]);
    return { leaves: [a, b], outputs: [choices.oneIn(3) ? map(scalars.tanh, sum) : sum], known: { kind: 'bits' } };
  },
  'products of padded factors': (choices) => {
    const size = () => choices.from([2, 3, 4, 5, 8]);
    const [a, b] = [drawn(choices, 'a', size(), size()), drawn(choices, 'b', size(), size())];
    const left = masked(choices, a.expr);
    const right = choices.oneIn(2) ? b.expr : masked(choices, b.expr);
    const k = Math.min(left.shape[1]!, right.shape[0]!);
    const cut = (x: Expr, axis: number) => (x.shape[axis] === k ? x : q('slice', x, axis, 0, k));
    const product = q('matmul', cut(left, 1), cut(right, 0));
    return {
      leaves: [a, b],
      outputs: [choices.oneIn(3) ? masked(choices, product) : product],
      known: { kind: 'bits' },
    };
  },
  /** products of slices with room around them: before the loop, all at once, and after it */
  'padded slices in a loop': (choices) => {
    const [length, n, m] = [choices.from([1, 2, 3]), choices.from([2, 3]), choices.from([2, 4])];
    const kept = choices.oneIn(2) ? (l: Leaf) => l : fixed;
    const leaf = (name: string, ...shape: number[]) => kept(drawn(choices, name, ...shape));
    const [xs, ys] = [leaf('xs', length, 2, n), leaf('ys', length, 2, m)];
    const wide = (x: Expr, fill: number) =>
      pad(
        x,
        [
          [0, 0],
          [1, 1],
        ],
        fill,
      );
    const [first, second] = [choices.from(fills), choices.from(fills)];
    const [w, h] = [leaf('w', n + 2, m), leaf('h', 2, m)];
    const { carries, outputs } = scan({
      initial: [h.expr, literal(0, 'f32', [n + 2, m])],
      sequences: [xs.expr, ys.expr],
      reverse: choices.oneIn(2),
      body: ([state, sum], [x, y]) => {
        const product = q('matmul', wide(x!, first), w.expr);
        const next = map(scalars.tanh, map(scalars.add, state!, product));
        const term = q('matmul', q('transpose', wide(x!, second)), choices.from([y!, map(scalars.sin, y!)]));
        return {
          carries: [next, map(scalars.add, sum!, term)],
          outputs: [choices.from([product, next, wide(y!, first)])],
        };
      },
    });
    const results = [...carries, ...outputs].filter((_, i) => i === 1 || choices.oneIn(2));
    return { leaves: [xs, ys, w, h], outputs: results, known: { kind: 'bits' } };
  },
  /** one number, and another around it */
  'views of a literal': (choices) => {
    const shape = [choices.from([2, 3, 4]), choices.from([1, 3, 4, 5])];
    const whole = literal(choices.from([0, 0, 1, -0, 2]), 'f32', shape);
    const wide = masked(choices, choices.oneIn(3) ? masked(choices, whole) : whole);
    const x = drawn(choices, 'x', ...wide.shape);
    const op = scalars[choices.from(['add', 'mul', 'sub', 'max', 'div', 'mul'] as const)];
    const [left, right] = choices.oneIn(3) ? [wide, x.expr] : [x.expr, wide];
    // nothing is divided by 0
    const y = op.name === 'div' && right === wide ? map(scalars.mul, left, right) : map(op, left, right);
    const outputs = [y, ...(choices.oneIn(3) ? [makeReduce('sum', y, [choices.below(2)])] : [])];
    return { leaves: [x], outputs, known: { kind: 'bits' } };
  },
};
