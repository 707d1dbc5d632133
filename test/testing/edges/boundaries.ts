// Extents just below, at and above those at which what is emitted changes: four lanes and several vectors, lines that threads
// share, tiles and panels of contractions, sums that are emptied into totals. The values have few digits, so that every
// sum is exact, in any order.
import { axisMap, makeConstant, makeReduce, makeScatter, makeView } from '../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';
import { type Edge, leafOf, q } from './edge.ts';

const around = (...sizes: readonly number[]): number[] => sizes.flatMap((n) => [n - 1, n, n + 1]);

const lanes = [1, 2, 3, ...around(4, 8, 12, 16, 32, 64), 6, 20, 48];
/** Of terms: sums are long from 256 on, and emptied after 128 passes, of one lane or four, one vector or several. */
const terms = around(128, 256, 264, 512, 1024, 1280, 2048, 4096);
const tiles = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33];

const digits = [1, -1, 2, 3, -2, 0.5, 0, 4];

/** As many values as a shape has, from one choice. */
export function repeatable(choices: Choices, shape: readonly number[], among: readonly number[]): number[] {
  let state = 1 + choices.below(99_990);
  return Array.from({ length: elementCount(shape) }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return among[state % among.length]!;
  });
}

/** A leaf of numbers of few digits. */
export const drawn = (choices: Choices, name: string, ...shape: number[]): Leaf =>
  leafOf(name, shape, repeatable(choices, shape, digits));

/** Every backend has the same bits. */
export const exact = (leaves: readonly Leaf[], outputs: readonly Expr[]): Specimen => ({
  leaves,
  outputs,
  known: { kind: 'bits' },
});

/** Reads x backwards, with a step, from between its elements or past its ends. */
function moved(choices: Choices, x: Expr): Expr {
  const rank = x.shape.length;
  const k = choices.below(rank);
  const n = x.shape[k]!;
  const [extent, c, offset, divisor] = choices.from([
    [n, 1, 0, 1],
    [n, -1, n - 1, 1],
    [n, 1, choices.from([-1, 1]), 1],
    [Math.ceil(n / 2), 2, 0, 1],
    [2 * n - 1, 1, 0, 2],
    [n + 3, 1, -2, 1],
  ] as const);
  const axes = x.shape.map((_, j) => (j === k ? axisMap(rank, k, c, offset, divisor) : axisMap(rank, j)));
  return makeView(x, x.shape.with(k, extent), axes, choices.from([0, 0, 1, 0.5, -1]));
}

const monoids = ['sum', 'max', 'min', 'sum', 'argMax'] as const;

export const boundaries: Readonly<Record<string, Edge>> = {
  'rows and columns': (choices) => {
    const shape = [choices.from(lanes), choices.from([1, 2, 3, 4, 5, 7, 8])];
    const [a, b] = choices.oneIn(2) ? [shape[0]!, shape[1]!] : [shape[1]!, shape[0]!];
    const [x, y] = [drawn(choices, 'x', a, b), drawn(choices, 'y', b)];
    const wide = moved(choices, map(scalars[choices.from(['add', 'mul', 'max', 'sub'] as const)], x.expr, y.expr));
    const reduced = makeReduce(choices.from(monoids), wide, choices.from([[0], [1], [0, 1]]));
    return exact([x, y], [wide, reduced]);
  },
  'a sum of many terms': (choices) => {
    const n = choices.from(terms);
    const beside = choices.from([1, 2, 3, 4, 5, 8]);
    const first = choices.oneIn(2);
    const x = n > 1100 ? drawn(choices, 'x', n) : drawn(choices, 'x', ...(first ? [n, beside] : [beside, n]));
    const read = choices.oneIn(2) ? x.expr : moved(choices, x.expr);
    const all = [...x.expr.shape.keys()];
    const axes = choices.oneIn(3) ? all : [all.length === 1 || first ? 0 : 1];
    const product = choices.oneIn(3) ? map(scalars.mul, read, read) : read;
    return exact([x], [makeReduce(choices.from(['sum', 'sum', 'max', 'argMin']), product, axes)]);
  },
  'a product of matrices': (choices) => {
    const [m, n] = [choices.from(tiles), choices.from(tiles)];
    const most = Math.floor(12_000 / (m * n));
    const k = choices.from([...tiles, 64, 65, 128, 130, 257, 512].filter((d) => d <= most || d < 3));
    const [a, b] = [drawn(choices, 'a', m, k), drawn(choices, 'b', k, n)];
    const turned = choices.oneIn(3) ? q('transpose', moved(choices, q('transpose', a.expr))) : a.expr;
    const rows = turned.shape[1] === k ? turned : a.expr;
    const product = q('matmul', rows, b.expr);
    const bias = drawn(choices, 'c', n);
    return exact(
      [a, b, bias],
      [choices.oneIn(2) ? map(scalars.max, map(scalars.add, product, bias.expr), 0) : product],
    );
  },
  'rows added to few': (choices) => {
    const n = choices.from([...around(128, 256), 300, 5, 16]);
    const [rows, width] = [choices.from([1, 2, 3, 7]), choices.from([1, 2, 3, 4, 5, 8, 9])];
    const x = drawn(choices, 'x', n, width);
    const at = repeatable(
      choices,
      [n],
      Array.from({ length: rows + 2 }, (_, i) => i - 1),
    );
    return exact([x], [makeScatter(rows, makeConstant(Int32Array.from(at), [n], 'i32'), x.expr)]);
  },
};
