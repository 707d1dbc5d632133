// Long sums whose number of terms has no divisor to cut it by, or is a block and a few more: of whole numbers, so that one
// term too much or too few is seen.
import { axisMap, makeConstant, makeReduce, makeScatter, makeView } from '../../../dsl/build.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Specimen } from '../programs/specimen.ts';
import { repeatable } from './boundaries.ts';
import { type Edge, leafOf, q } from './edge.ts';

const digits = [1, -1, 2, 3, -2, 4];
const drawn = (choices: Choices, name: string, shape: readonly number[]) =>
  leafOf(name, shape, repeatable(choices, shape, digits));

/** A number just above blocks of 16, 128, 256, 1024 and 2048 terms. */
const terms = [1025, 1027, 1031, 2049, 2053, 1153, 3079];

type Part = (choices: Choices) => Pick<Specimen, 'leaves' | 'outputs'>;

const parts: Readonly<Record<string, Part>> = {
  'a sum over prime extents': (choices) => {
    const shape = choices.from([
      [257],
      [521],
      [1031],
      [3, 257],
      [257, 3],
      [2, 521],
      [521, 2],
      [263, 5],
      [17, 31],
      [2, 257, 2],
    ]);
    const x = drawn(choices, 'x', shape);
    const all = [...shape.keys()];
    const [longest] = all.toSorted((a, b) => shape[b]! - shape[a]!);
    const axes = choices.oneIn(2) ? all : [longest!];
    const backwards = shape.map((n, k) => (k === longest ? axisMap(all.length, k, -1, n - 1) : axisMap(all.length, k)));
    const read = choices.oneIn(3) ? makeView(x.expr, shape, backwards) : x.expr;
    const value = choices.oneIn(3) ? map(scalars.mul, read, x.expr) : read;
    const sums = choices.from(['sum', 'sum', 'sum', 'sum', 'sum', 'argMin'] as const);
    return { leaves: [x], outputs: [makeReduce(sums, value, axes)] };
  },
  // which no one loop can walk: on a GPU one axis is left for a second launch
  'a sum over axes apart': (choices) => {
    const [first, between, last] = choices.from([
      [64, 2, 9],
      [9, 3, 61],
      [8, 1, 67],
      [33, 2, 17],
    ] as const);
    const x = drawn(choices, 'z', [first, between, last]);
    const y = drawn(choices, 'w', [first, between, last]);
    const value = choices.oneIn(2) ? map(scalars.mul, x.expr, y.expr) : x.expr;
    return { leaves: [x, y], outputs: [makeReduce(choices.from(['sum', 'sum', 'max', 'min']), value, [0, 2])] };
  },
  'a product of many terms': (choices) => {
    const k = choices.from(terms);
    const [m, n] = choices.from([
      [1, 1],
      [2, 3],
      [1, 4],
      [3, 1],
      [4, 2],
      [1, 6],
    ] as const);
    const turned = choices.oneIn(2);
    const [a, b] = [drawn(choices, 'a', [m, k]), drawn(choices, 'b', turned ? [n, k] : [k, n])];
    const product = q('matmul', a.expr, turned ? q('transpose', b.expr) : b.expr);
    return { leaves: [a, b], outputs: [product] };
  },
  'many rows added to few': (choices) => {
    const n = choices.from([257, 258, 263, 300, 513, 521]);
    const [rows, width] = [choices.from([1, 1, 2]), choices.from([1, 3, 4, 5, 8])];
    const x = drawn(choices, 'rows', [n, width]);
    const at = Int32Array.from({ length: n }, (_, i) => (i % 67 === 66 ? rows - 1 : 0));
    const sums = makeScatter(rows, makeConstant(at, [n], 'i32'), x.expr);
    return { leaves: [x], outputs: [sums] };
  },
  'running totals': (choices) => {
    const n = choices.from([16, 17, 31, 32, 33, 47, 49]);
    const shape = choices.from([[n], [n, 3], [2, n], [n, 4]]);
    const x = drawn(choices, 'y', shape);
    const axis = shape.indexOf(n);
    return { leaves: [x], outputs: [q('cumulativeSum', x.expr, axis)] };
  },
};

const {
  'a sum over prime extents': prime,
  'running totals': running,
  'a sum over axes apart': apart,
  ...others
} = parts;

export const longSums: Readonly<Record<string, Edge>> = {
  'sums of whole numbers': (choices) => {
    const made = [prime, running, apart].map((part) => part!(choices));
    made.push(choices.from(Object.values(others))(choices));
    return {
      leaves: made.flatMap((m) => m.leaves),
      outputs: made.flatMap((m) => m.outputs),
      known: { kind: 'bits' },
    };
  },
};
