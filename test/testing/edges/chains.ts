// Many short chains of views at once: moved, turned, cut, padded and spread, each read by another along the same axis, so that
// two become one where they may, and stay two where a fill would be lost.
import { axisMap, makeView } from '../../../dsl/build.ts';
import type { AxisMap, Expr } from '../../../dsl/expr.ts';
import type { Choices } from '../programs/choices.ts';
import { repeatable } from './boundaries.ts';
import { type Edge, leafOf } from './edge.ts';

/** Chains of a program, and views of a chain at most. */
const [many, longest] = [24, 3];

/** An axis of n elements in another way: how many there are, and where each comes from. */
function moved(
  choices: Choices,
  n: number,
): readonly [extent: number, offset: number, coefficient: number, by: number] {
  const by = choices.from([1, 1, 2]);
  return choices.from([
    [n, by, 1, 1],
    [n, -by, 1, 1],
    [n, n - 1, -1, 1],
    [n, n - 1 + by, -1, 1],
    [n + by, 0, 1, 1],
    [n + by, -by, 1, 1],
    [n + 2 * by, -by, 1, 1],
    [Math.max(1, n - by), 0, 1, 1],
    [Math.max(1, n - by), n > by ? by : 0, 1, 1],
    [Math.ceil(n / 2), 0, 2, 1],
    [n, 0, 2, 1],
    [n, 0, 1, 2],
    [2 * n, 0, 1, 2],
    [n, 1, 1, 2],
  ] as const);
}

function view(choices: Choices, x: Expr, axis: number, fill: number): Expr {
  const [extent, offset, coefficient, divisor] = moved(choices, x.shape[axis]!);
  const rank = x.shape.length;
  const axes = x.shape.map((_, k): AxisMap => {
    if (k !== axis) return axisMap(rank, k);
    return { offset, coefficients: x.shape.map((_, j) => (j === k ? coefficient : 0)), divisor };
  });
  return makeView(x, x.shape.with(axis, extent), axes, fill);
}

export const chains: Readonly<Record<string, Edge>> = {
  'short chains of views': (choices) => {
    const shape = choices.from([[3], [4], [5], [2, 3], [3, 4], [1, 5], [3, 1]]);
    const leaf = leafOf('x', shape, repeatable(choices, shape, [1, 2, 3, -1, 4, -2, 0.5]));
    const outputs = Array.from({ length: many }, () => {
      const [axis, fill] = [choices.below(shape.length), choices.from([0, 0, 0, 1])];
      let e = leaf.expr as Expr;
      for (let i = 2 + choices.below(longest - 1); i > 0; i--) {
        // along another axis or with another fill, now and then
        const along = choices.oneIn(5) ? choices.below(shape.length) : axis;
        e = view(choices, e, along, choices.oneIn(6) ? 1 - fill : fill);
      }
      return e;
    });
    return { leaves: [leaf], outputs: [...new Set(outputs)], known: { kind: 'bits' } };
  },
};
