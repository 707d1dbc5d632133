// Operations of two numbers at every pair of special ones: zeros of both signs, NaN, infinities, the ends of integers; and
// with either number written in the program. And rows that hold one of them first, last or between.
import { axisMap, literal, makeReduce, makeView } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf } from '../programs/specimen.ts';
import { type Edge, leafOf, listOf } from './edge.ts';

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

/** The largest, the least and their places in rows with NaN first, last, between; with ties of zeros and of infinities. */
function rowsOf(choices: Choices): { readonly leaf: Leaf; readonly outputs: readonly Expr[] } {
  const width = choices.from([2, 3, 4, 5, 8, 9, 17]);
  const row = () => listOf(width, () => choices.from([1, -1, 2, 3, -4]));
  const nan = Number.NaN;
  const rows = [
    row().with(0, nan),
    row().with(-1, nan),
    row().with(choices.below(width), nan).with(choices.below(width), nan),
    row().with(0, Infinity).with(-1, nan),
    row().with(0, nan).with(-1, -Infinity),
    row().map(() => choices.from([0, -0])),
    row().map(() => choices.from([Infinity, -Infinity])),
    row(),
  ];
  const down = choices.oneIn(2);
  const values = down ? rows[0]!.flatMap((_, i) => rows.map((r) => r[i]!)) : rows.flat();
  const leaf = leafOf('rows', down ? [width, rows.length] : [rows.length, width], values);
  const outputs = (['max', 'min', 'argMax', 'argMin'] as const).map((m) => makeReduce(m, leaf.expr, [down ? 0 : 1]));
  return { leaf, outputs };
}

/** Comparisons, and what a choice by them takes. */
function tests(choices: Choices, x: Expr, y: Expr): Expr[] {
  const op = choices.from(['less', 'lessEqual', 'greater', 'greaterEqual', 'equal', 'notEqual'] as const);
  const test = table(op, x, y);
  const [rows, columns] = [x, y].map((e, k) => makeView(e, test.shape, [axisMap(2, k)])) as [Expr, Expr];
  return [choices.oneIn(2) ? test : map(scalars.not, test), map(scalars.select, test, rows, columns)];
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
    const rows = rowsOf(choices);
    return {
      leaves: [...leaves, rows.leaf],
      outputs: [...outputs, ...rows.outputs, ...tests(choices, x, y)],
      known: { kind: 'bits' },
    };
  },
};
