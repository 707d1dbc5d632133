// Kernels that several threads share, one after another, each cut along another axis than what it reads was: rows, columns,
// turned, backwards; sums that one thread makes between them; loops whose carries are read at the next turn. Whole numbers
// of few digits, so that every order gives the same bits.
import { axisMap, makeConstant, makeReduce, makeScatter, makeView } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Specimen } from '../programs/specimen.ts';
import { repeatable } from './boundaries.ts';
import { type Edge, leafOf, q } from './edge.ts';

const sides = [12, 13, 14];

const limited = (e: Expr): Expr => map(scalars.min, map(scalars.max, e, -8), 8);
const sum = (a: Expr, b: Expr): Expr => limited(map(scalars.add, a, b));

const turned = (x: Expr): Expr => makeView(x, x.shape, [axisMap(2, 1), axisMap(2, 0)]);

type Step = (x: Expr, choices: Choices) => Expr;

const spread = (of: Expr, shape: readonly number[], axis: number): Expr => makeView(of, shape, [axisMap(2, axis)]);

const steps: Readonly<Record<string, Step>> = {
  rows: (x) => sum(x, spread(limited(makeReduce('sum', x, [1])), x.shape, 0)),
  columns: (x) => sum(x, spread(limited(makeReduce('sum', x, [0])), x.shape, 1)),
  turned: (x) => sum(turned(x), x),
  backwards: (x) => {
    const n = x.shape[0]!;
    return sum(x, makeView(x, x.shape, [axisMap(2, 0, -1, n - 1), axisMap(2, 1)]));
  },
  product: (x) => limited(q('matmul', x, turned(x))),
  alone: (x) => sum(x, makeView(limited(makeReduce('sum', x, [0, 1])), x.shape, [])),
  scattered: (x, choices) => {
    const n = x.shape[0]!;
    const at = Int32Array.from(
      repeatable(
        choices,
        [n],
        Array.from({ length: n }, (_, i) => i),
      ),
    );
    return sum(x, limited(makeScatter(n, makeConstant(at, [n], 'i32'), x)));
  },
  /** the next turn reads the carry backwards, and a sum of all of it */
  loop: (x, choices) => {
    const n = x.shape[1]!;
    const { carries, outputs } = scan({
      initial: [limited(makeReduce('max', x, [0]))],
      sequences: [x],
      reverse: choices.oneIn(2),
      body: ([h], [row]) => {
        const back = makeView(h!, [n], [axisMap(1, 0, -1, n - 1)]);
        const all = makeView(limited(makeReduce('sum', h!, [0])), [n], []);
        const next = sum(sum(back, row!), all);
        return { carries: [next], outputs: [choices.oneIn(2) ? next : sum(h!, row!)] };
      },
    });
    return sum(outputs[0]!, spread(carries[0]!, x.shape, 1));
  },
};
const names = Object.keys(steps);

function kernels(choices: Choices): Specimen {
  const n = choices.from(sides);
  const leaf = leafOf('x', [n, n], repeatable(choices, [n, n], [1, -1, 2, 3, -2, 0]));
  let x: Expr = leaf.expr;
  const made = Array.from({ length: 2 }, () => (x = steps[choices.from(names)]!(x, choices)));
  const outputs = made.filter((_, i) => i === made.length - 1 || choices.oneIn(4));
  return { leaves: [leaf], outputs: [...new Set(outputs)], known: { kind: 'bits' } };
}

export const threadEdges: Readonly<Record<string, Edge>> = { 'kernels shared one after another': kernels };
