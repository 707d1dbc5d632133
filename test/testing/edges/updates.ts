// Tables that are changed in each turn of a loop, or in each step of a state: by scatters, by each other, by what is read at
// another position, by several kernels. What may be written over the old value is; whatever else reads that must come first.
import {
  axisMap,
  makeConstant,
  makeGather,
  makeInput,
  makeParameter,
  makeReduce,
  makeScatter,
  makeView,
} from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';
import type { Training } from '../programs/training.ts';
import { repeatable } from './boundaries.ts';
import { type Edge, fixed, leafOf, q } from './edge.ts';

const numbers = [0.5, -1, 2, 0.25, -0.75, 1.5, -2, 1];
const add = (a: Expr, b: Expr): Expr => map(scalars.add, a, b);

/** What a turn is given: square tables of one size, one that comes with the turn and is not kept, and rows' places. */
interface Given {
  readonly tables: readonly Expr[];
  readonly rows: readonly Expr[];
  readonly at: Expr;
  /** one row more than the tables have */
  readonly longer: Expr;
}

/** Read backwards, transposed, or moved on by one. */
function elsewhere(choices: Choices, x: Expr): Expr {
  const [n] = x.shape as [number];
  const at = choices.below(2);
  const along = (coefficient: number, offset: number) =>
    makeView(
      x,
      x.shape,
      [0, 1].map((k) => (k === at ? axisMap(2, k, coefficient, offset) : axisMap(2, k))),
    );
  return choices.from([() => q('transpose', x), () => along(-1, n - 1), () => along(1, 1), () => along(1, -1)])();
}

const spread = (choices: Choices, x: Expr): Expr =>
  q('broadcastTo', q(choices.from(['sum', 'max', 'mean']), x, choices.below(2), { keepDims: true }), ...x.shape);

const bent = (x: Expr): Expr => map(scalars.tanh, x);

const product = (a: Expr, b: Expr): Expr => map(scalars.mul, q('matmul', a, b), 1 / 8);

/** Rows are changed by what they were. */
function changedRows(table: Expr, row: Expr, at: Expr): Expr {
  const [n] = table.shape as [number];
  return add(table, makeScatter(n, at, map(scalars.mul, row, makeGather(table, at))));
}

/** New values of tables: some of which are made of the same scatter, and of each other. */
function made(choices: Choices, { tables, rows, at, longer }: Given): Expr[] {
  const [n] = tables[0]!.shape as [number];
  const any = () => choices.from(tables);
  const row = () => choices.from(rows);
  const updates = () => choices.from([row(), row(), bent(row()), map(scalars.mul, row(), makeGather(any(), at))]);
  const scatters = listOfExprs(2, () => makeScatter(n, at, updates()));
  const scatter = () => choices.from([scatters[0]!, scatters[0]!, scatters[1]!]);
  const first = (x: Expr) => q('slice', x, 0, 0, n);
  const ways: readonly (() => Expr)[] = [
    () => scatter(),
    () => add(any(), scatter()),
    () => add(scatter(), any()),
    () => map(scalars.sub, any(), scatter()),
    () => map(scalars.sub, scatter(), any()),
    () => add(scatters[0]!, scatters[1]!),
    () => add(elsewhere(choices, any()), choices.from([scatter(), row()])),
    () => add(any(), elsewhere(choices, scatter())),
    () => changedRows(any(), row(), at),
    // parts of what is longer, which begin where it begins
    () => add(first(longer), scatter()),
    () => add(any(), first(makeScatter(n + 1, at, updates()))),
    () => add(map(scalars.mul, any(), 0.5), row()),
    () => any(),
    () => elsewhere(choices, any()),
    // a kernel that reads a table after a temporary of its size was made
    () => add(bent(product(any(), any())), map(scalars.mul, spread(choices, bent(any())), 0.25)),
    () => map(scalars.sub, any(), spread(choices, any())),
    () => map(scalars.mul, bent(add(any(), row())), spread(choices, any())),
  ];
  return listOfExprs(4 + choices.below(3), () => choices.from(ways)());
}

const listOfExprs = (count: number, make: () => Expr): Expr[] => Array.from({ length: count }, make);

/** A part of it, or the sum of all: what is read beside the tables' new values. */
function beside(choices: Choices, candidates: readonly Expr[], { tables, at }: Given): Expr {
  const [n] = tables[0]!.shape as [number];
  const any = choices.from([...candidates, ...tables]);
  return choices.from([
    () => any,
    () => any,
    () => makeGather(any, at),
    () => makeReduce('sum', any, [choices.below(2)]),
    () => q('slice', any, choices.below(2), 0, n - 1),
    () => q('concat', 0, any, choices.from(candidates)),
    () => q('reshape', any, n * n),
  ])();
}

/** Of a few candidates, so that two tables take the same one now and then. */
const taken = (choices: Choices, candidates: readonly Expr[], tables: readonly Expr[]): Expr[] =>
  tables.map(() => choices.from([...candidates, ...candidates.slice(0, 2)]));

const places = (choices: Choices, shape: readonly number[], n: number): Expr =>
  makeConstant(
    Int32Array.from(
      repeatable(
        choices,
        shape,
        Array.from({ length: n + 1 }, (_, i) => (i === n ? choices.from([-1, 0, n]) : i)),
      ),
    ),
    shape,
    'i32',
  );

function inLoop(choices: Choices): Specimen {
  const [n, length] = [choices.from([2, 3, 4, 5]), choices.from([1, 2, 3, 3])];
  const kept = choices.oneIn(2) ? (l: Leaf) => l : fixed;
  const drawn = (name: string, ...shape: number[]) => kept(leafOf(name, shape, repeatable(choices, shape, numbers)));
  const starts = ['a', 'b', 'c'].slice(0, 1 + choices.below(3)).map((name) => drawn(name, n, n));
  const [xs, ys, longer] = [drawn('xs', length, n, n), drawn('ys', length, n, n), drawn('longer', n + 1, n)];
  const { carries, outputs } = scan({
    initial: starts.map((l) => choices.from([l.expr, l.expr, l.expr, starts[0]!.expr])),
    sequences: [xs.expr, choices.from([ys.expr, ys.expr, xs.expr]), places(choices, [length, n], n)],
    reverse: choices.oneIn(2),
    body: (tables, [x, y, at]) => {
      const given = { tables, rows: [x!, y!], at: at!, longer: longer.expr };
      const candidates = made(choices, given);
      const results = listOfExprs(1 + choices.below(2), () => beside(choices, candidates, given));
      return { carries: taken(choices, candidates, tables), outputs: results };
    },
  });
  const results = [...carries, ...outputs];
  const read = results.filter(() => !choices.oneIn(3));
  return {
    leaves: [...starts, xs, ys, longer],
    outputs: [...new Set(read.length === 0 ? results : read)],
    known: { kind: 'bits' },
  };
}

function inSteps(choices: Choices): Specimen {
  const n = choices.from([2, 3, 4, 5]);
  const names = ['a', 'b', 'c'].slice(0, 1 + choices.below(3));
  const tables = names.map((name) => {
    const values = Float32Array.from(repeatable(choices, [n, n], numbers));
    return makeParameter(name, [n, n], { name: 'drawn', draw: () => values }, true);
  });
  const rows = ['x', 'y'].map((name) => makeInput(name, [n, n], 'f32'));
  const longer = makeInput('longer', [n + 1, n], 'f32');
  const given = { tables, rows, at: places(choices, [n], n), longer };
  const candidates = made(choices, given);
  const next = taken(choices, candidates, tables);
  const values = listOfExprs(1 + choices.below(2), () => beside(choices, candidates, given));
  const fed = [...rows, longer];
  const inputs = fed.map((leaf) => ({ name: leaf.name, leaf }));
  const graph = {
    inputs,
    states: tables.map((leaf, i) => ({ name: leaf.name, leaf, next: next[i]! })),
    outputs: values.map((value, i) => ({ name: `out${i}`, value })),
  };
  const steps = 2 + choices.below(2);
  const feeds = Array.from({ length: steps }, () =>
    Object.fromEntries(fed.map(({ name, shape }) => [name, Float64Array.from(repeatable(choices, shape, numbers))])),
  );
  const evaluation = {
    inputs,
    states: graph.states.map((s) => ({ ...s, next: s.leaf })),
    outputs: [{ name: 'sum', value: add(tables.reduce<Expr>(add, rows[0]!), rows[1]!) }],
  };
  const between = feeds.map(() => choices.from(['nothing', 'nothing', 'evaluate', 'restore'] as const));
  const training: Training = { graph, evaluation, feeds, between };
  const anywhere = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  return {
    leaves: [
      ...fed.map((expr) => ({ expr, values: feeds[0]![expr.name]!, domain: anywhere })),
      ...tables.map((expr) => {
        const values = Float64Array.from(expr.initializer.draw(expr.shape, () => 0));
        return { expr, values, domain: anywhere };
      }),
    ],
    outputs: values,
    known: { kind: 'training', training },
  };
}

/** A scatter that is added to a table by one kernel, and read by another that does not add it. */
function readTwice(choices: Choices): Specimen {
  const [n, width] = [choices.from([2, 3, 5]), choices.from([2, 3, 4])];
  const drawn = (name: string, ...shape: number[]) => fixed(leafOf(name, shape, repeatable(choices, shape, numbers)));
  const [table, rows] = [drawn('table', n, width), drawn('rows', n + 1, width)];
  const scatter = makeScatter(n, places(choices, [n + 1], n), rows.expr);
  const changed = choices.from([
    () => add(table.expr, scatter),
    () => add(scatter, table.expr),
    () => map(scalars.sub, table.expr, scatter),
  ])();
  const other = choices.from([
    () => makeReduce('max', scatter, [choices.below(2)]),
    () => q('matmul', q('transpose', scatter), table.expr),
    () => q('slice', scatter, 0, 1, n),
    () => makeGather(scatter, places(choices, [2], n)),
  ])();
  return { leaves: [table, rows], outputs: [changed, other], known: { kind: 'bits' } };
}

export const updates: Readonly<Record<string, Edge>> = {
  'a scatter read twice': readTwice,
  'tables changed in a loop': inLoop,
  'states changed by each other': inSteps,
};
