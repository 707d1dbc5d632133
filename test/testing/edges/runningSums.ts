// Carries that only add up. Of products, they leave their loop as one contraction; over many turns their errors of rounding
// are kept: unless something else of the turn, or a result, reads them too.
import { literal } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf } from '../programs/specimen.ts';
import { repeatable } from './boundaries.ts';
import { type Edge, fixed, leafOf, listOf, q } from './edge.ts';

const size = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);
const add = (a: Expr, b: Expr): Expr => map(scalars.add, a, b);

const numbers = [0.5, -1, 0.25, -0.75, 1.25, -0.125, 0.875];

/** The kind of a carry that is a row. */
const row = 3;

/** Who reads a carry beside its own sum, where anybody does. */
const readers = ['nobody', 'result', 'result', 'result before', 'result before', 'state', 'state', 'other'] as const;

export const runningSums: Readonly<Record<string, Edge>> = {
  'running sums of products': (choices) => {
    const length = choices.from([1, 2, 3]);
    // two rows or three: a product of one row is no sum
    const [batch, n, m] = [choices.from([2, 2, 3]), choices.from([4, 5]), choices.from([6, 7])];
    const kept = choices.oneIn(4) ? (l: Leaf) => l : fixed;
    const leaf = (name: string, ...shape: number[]) => kept(leafOf(name, shape, repeatable(choices, shape, numbers)));
    const leaves = [
      ...[leaf('xs', length, batch, n), leaf('ys', length, batch, m), leaf('h', batch, n)],
      ...[leaf('f', n, m), leaf('g', n, m)],
    ];
    const [xs, ys, h, f, g] = leaves.map((l) => l.expr) as [Expr, Expr, Expr, Expr, Expr];
    const alone = choices.oneIn(2);
    const kinds = listOf(choices.from(alone ? [2, 2, 3] : [1, 2, 2]), () => choices.below(12));
    const starts = kinds.map((kind): Expr => (kind === row ? h : choices.from([f, g, literal(0, 'f32', [n, m])])));
    // the state stands before the sums, between them, or behind
    const state = choices.below(kinds.length + 1);
    const { carries, outputs } = scan({
      initial: starts.toSpliced(state, 0, h),
      sequences: [xs, ys],
      reverse: choices.oneIn(2),
      body: (given, [x, y]) => {
        const before = given[state]!;
        const sums = given.toSpliced(state, 1);
        const next: Expr[] = [];
        const results: Expr[] = [];
        let read = map(scalars.mul, before, 0.5);
        for (const [i, carry] of sums.entries()) {
          const reader = alone ? 'nobody' : choices.from(readers);
          const term = termOf(choices, kinds[i]!, { x: x!, y: y!, before });
          const other = next.find((e) => e.shape.join() === carry.shape.join());
          const made = add(carry, reader === 'other' && other !== undefined ? map(scalars.sin, other) : term);
          next.push(made);
          if (reader === 'result') results.push(made);
          if (reader === 'result before') results.push(carry);
          const sum = choices.from([carry, made]);
          if (reader === 'state') read = add(read, rowOf(sum, x!));
        }
        const stepped = map(scalars.tanh, add(read, x!));
        const beside = choices.from([stepped, before, map(scalars.sin, y!), x!]);
        return {
          carries: next.toSpliced(state, 0, stepped),
          outputs: choices.oneIn(2) ? [...results, beside] : [beside, ...results],
        };
      },
    });
    const all = [...carries, ...outputs];
    const read = all.filter(() => !choices.oneIn(4));
    return { leaves, outputs: [...new Set(read.length === 0 ? all : read)] };
  },
  /** s' = s + x, one to three of them, over so many turns that the errors of rounding are kept; some larger than others */
  'a long running sum': (choices) => {
    const [turns, width] = [choices.from([255, 256, 257, 300]), choices.from([1, 3, 4])];
    const kept = choices.oneIn(4) ? (l: Leaf) => l : fixed;
    const scales = listOf(1 + choices.below(3), () => choices.from([1, 1e5, 1e-3]));
    const wave = (name: string, shape: readonly number[], scale = 1) => {
      const phase = choices.below(100);
      const values = listOf(size(shape), (i) => scale * (1.25 + Math.sin(1.7 * i + phase)));
      return kept(leafOf(name, shape, values));
    };
    const starts = scales.map((scale, i) => wave(`s${i}`, [width], scale));
    const rows = scales.map((scale, i) => wave(`x${i}`, [turns, width], scale));
    const place = choices.below(scales.length + 1);
    const { carries, outputs } = scan({
      initial: starts.map((l): Expr => l.expr).toSpliced(place, 0, literal(0, 'f32', [width])),
      sequences: rows.map((l) => l.expr),
      reverse: choices.oneIn(2),
      body: (given, slices) => {
        const sums = given.toSpliced(place, 1);
        const results: Expr[] = [];
        const next = sums.map((sum, i) => {
          const made = add(sum, choices.from([slices[i]!, map(scalars.mul, slices[i]!, 0.1)]));
          const reader = choices.below(6);
          if (reader < 2) results.push(reader === 0 ? made : sum);
          return made;
        });
        const last = map(scalars.sub, slices[0]!, choices.from([given[place]!, given[place]!, sums.at(-1)!]));
        return { carries: next.toSpliced(place, 0, last), outputs: [last, ...results] };
      },
    });
    const results = [...carries, ...outputs];
    const read = results.filter(() => !choices.oneIn(3));
    return { leaves: [...starts, ...rows], outputs: read.length === 0 ? results : read, known: { kind: 'long' } };
  },
};

interface Turn {
  readonly x: Expr;
  readonly y: Expr;
  readonly before: Expr;
}

/** What a turn adds: a product of a column and a row, two of them, one that is turned, or what is no contraction. */
function termOf(choices: Choices, kind: number, { x, y, before }: Turn): Expr {
  const column = () =>
    q('transpose', choices.from([x, before, map(scalars.tanh, before), map(scalars.mul, x, before)]));
  const right = () => choices.from([y, y, map(scalars.sin, y)]);
  const product = () => q('matmul', column(), right());
  switch (kind) {
    case 0:
      return add(product(), product());
    case 1:
      return q('transpose', q('matmul', q('transpose', right()), q('transpose', column())));
    case 2:
      return map(scalars.sin, q('add', q('slice', column(), 1, 0, 1), q('slice', right(), 0, 0, 1)));
    case row:
      return choices.from([x, map(scalars.sin, x), map(scalars.mul, x, before)]);
    default:
      return product();
  }
}

/** The rows' sums of a table, or the row itself, as the state reads it. */
const rowOf = (sum: Expr, like: Expr): Expr =>
  sum.shape.join() === like.shape.join()
    ? map(scalars.mul, sum, 0.25)
    : map(scalars.mul, q('broadcastTo', q('sum', sum, 1), ...like.shape), 0.25);
