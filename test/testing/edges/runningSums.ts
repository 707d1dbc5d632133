// Carries that only add up products, which leave their loop as one contraction: unless something else of the turn, or a
// result, reads them too.
import { literal } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import { type Edge, leafOf, listOf, q } from './edge.ts';

export const runningSums: Readonly<Record<string, Edge>> = {
  'running sums of products': (choices) => {
    const length = choices.from([1, 2, 3]);
    const [n, m] = [choices.from([3, 4]), choices.from([4, 5])];
    const leaf = (name: string, shape: readonly number[]) =>
      leafOf(
        name,
        shape,
        listOf(
          shape.reduce((a, b) => a * b),
          (i) => (1 + choices.below(15)) / 8 - i / 16,
        ),
      );
    const leaves = [leaf('xs', [length, 1, n]), leaf('ys', [length, 1, m]), leaf('g', [n, m]), leaf('h', [1, n])];
    const [xs, ys, g, h] = leaves.map((l) => l.expr) as [Expr, Expr, Expr, Expr];
    const { carries, outputs } = scan({
      initial: choices.oneIn(2) ? [g, h, literal(0, 'f32', [n, m])] : [h, g, g],
      sequences: [xs, ys],
      reverse: choices.oneIn(2),
      body: (given, [x, y]) => {
        const state = given.findIndex((c) => c.shape[0] === 1);
        const before = given[state]!;
        const factor = () => choices.from([x!, before, map(scalars.tanh, x!), map(scalars.tanh, before)]);
        const other = () => choices.from([y!, map(scalars.sin, y!)]);
        const term = () => q('matmul', q('transpose', factor()), other());
        const sums = given.map((c) => (c === before ? c : map(scalars.add, c, term())));
        const sum = choices.from(given.flatMap((c, i) => (i === state ? [] : [sums[i]!, c, c])));
        const row = map(scalars.mul, q('sum', sum, 1), choices.from([0.25, 0.5]));
        const read = choices.oneIn(3) ? map(scalars.add, x!, row) : x!;
        const next = map(scalars.tanh, map(scalars.add, before, read));
        const outputs = [choices.from([next, sum, sum, term(), before])];
        return { carries: sums.with(state, next), outputs };
      },
    });
    const results = [...carries, ...outputs];
    const read = results.filter(() => !choices.oneIn(3));
    return { leaves, outputs: [...new Set(read.length === 0 ? results : read)] };
  },
};
