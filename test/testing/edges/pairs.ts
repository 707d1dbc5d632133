// Operations of two numbers at every pair of special ones: zeros of both signs, NaN, infinities, the ends of integers; and
// with either number written in the program.
import { axisMap, literal, makeView } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Leaf } from '../programs/specimen.ts';
import { type Edge, leafOf } from './edge.ts';

const odd = [0, -0, Infinity, -Infinity, Number.NaN, 1, -1];
/** A float of 2^31 becomes the largest integer. */
const whole = [0, 1, -1, 2, -3, 7, 2 ** 31, -(2 ** 31)];

/** op(x, y) for every x and y */
function table(op: ScalarName, x: Expr, y: Expr): Expr {
  const shape = [x.shape[0]!, y.shape[0]!];
  const [rows, columns] = [x, y].map((e, k) => makeView(e, shape, [axisMap(2, k)])) as [Expr, Expr];
  return map(scalars[op], rows, columns);
}

/** op(x, c) and op(c, x) for the numbers c that decide signs and NaN */
function beside(op: ScalarName, x: Expr): Expr[] {
  return [0, -0, Number.NaN].flatMap((value) => {
    const c = literal(value, 'f32', x.shape);
    return [map(scalars[op], x, c), map(scalars[op], c, x)];
  });
}

export const pairs: Readonly<Record<string, Edge>> = {
  'pairs of special numbers': (choices) => {
    const rotated = (list: readonly number[]) => {
      const from = choices.below(list.length);
      return [...list.slice(from), ...list.slice(0, from)];
    };
    const leaves = [odd, odd, whole, whole].map((list, i) => leafOf(`x${i}`, [list.length], rotated(list)));
    const [x, y] = leaves.map((l) => l.expr) as [Expr, Expr];
    const [i, j] = leaves.slice(2).map(({ expr }: Leaf) => map(scalars.toI32, expr)) as [Expr, Expr];
    const [sum, extreme] = [choices.from(['sub', 'add'] as const), choices.from(['max', 'min'] as const)];
    const real = (['pow', 'div', sum, extreme] as const).map((op) => table(op, x, y));
    const integer = (['div', choices.from(['mod', 'mul', 'sub'] as const)] as const).map((op) => table(op, i, j));
    const alone = map(scalars[choices.from(['abs', 'neg'] as const)], i);
    const outputs = [...real, ...integer, alone, ...beside(sum, x), ...beside(extreme, y)];
    return { leaves, outputs, known: { kind: 'bits' } };
  },
};
