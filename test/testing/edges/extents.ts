// Extents that 32-bit counters, and float counters, cannot count: nothing is stored, and the right values are known.
import { makeConstant } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import type { Known, Specimen } from '../programs/specimen.ts';
import { type Edge, q } from './edge.ts';

/** Axes of more than 2^31 - 1 elements together, and one of 2^24 and some. */
const many: readonly (readonly number[])[] = [[46341, 46341], [65536, 65536], [60000, 60000], [2 ** 31], [2 ** 32 + 4]];
const counted = [[2 ** 24 + 2], [3, 2 ** 24 + 1]];

interface Large {
  readonly text: string;
  readonly build: () => Expr;
  readonly values: readonly number[];
}

function extent({ text, build, values }: Large): Specimen {
  const program = ["import * as q from 'quern';", `${text}; // expected ${values.join(', ')}, or an error`].join('\n');
  const known: Known = { kind: 'extent', build, values, text: program };
  return { leaves: [], outputs: [], known };
}

const one = (value: number): Expr => makeConstant(Float64Array.of(value), [1], 'f32');
const size = (shape: readonly number[]) => shape.reduce((n, d) => n * d, 1);

export const extents: Readonly<Record<string, Edge>> = {
  'the sum of a broadcast': (choices) => {
    const shape = choices.from([...many, ...counted]);
    const value = choices.from([1, 0.5, 2 ** -24]);
    return extent({
      text: `q.sum(q.broadcastTo(q.constant([${value}], 1), ${shape.join(', ')}))`,
      build: () => q('sum', q('broadcastTo', one(value), ...shape)),
      values: [size(shape) * value],
    });
  },
  'the largest of a broadcast': (choices) => {
    const shape = choices.from([...many, ...counted]);
    const op = choices.from(['max', 'argMax', 'min', 'argMin']);
    return extent({
      text: `q.${op}(q.broadcastTo(q.constant([2], 1), ${shape.join(', ')}))`,
      build: () => q(op, q('broadcastTo', one(2), ...shape)),
      values: [op.startsWith('arg') ? 0 : 2],
    });
  },
  'the last is the largest': (choices) => {
    const [rows, columns] = choices.from(many.filter((s) => s.length > 1)) as [number, number];
    const counted = `q.add(q.reshape(q.iota(${rows}), ${rows}, 1), q.iota(${columns}))`;
    return extent({
      text: `q.argMax(q.cast(${counted}, 'f32'))`,
      build: () => q('argMax', q('cast', q('add', q('reshape', q('iota', rows), rows, 1), q('iota', columns)), 'f32')),
      values: [rows * columns - 1],
    });
  },
  'the end of a range': (choices) => {
    const n = choices.from([2 ** 31, 2 ** 31 + 2, 2 ** 32 + 4]);
    return extent({
      text: `q.slice(q.iota(${n}), 0, ${n - 2}, ${n})`,
      build: () => q('cast', q('slice', q('iota', n), 0, n - 2, n), 'f32'),
      values: [n - 2, n - 1],
    });
  },
  'the end of a reshape': (choices) => {
    const shape = choices.from(many.filter((s) => s.length > 1));
    const n = size(shape);
    return extent({
      text: `q.slice(q.reshape(q.broadcastTo(q.constant([2], 1), ${shape.join(', ')}), ${n}), 0, ${n - 2}, ${n})`,
      build: () => q('slice', q('reshape', q('broadcastTo', one(2), ...shape), n), 0, n - 2, n),
      values: [2, 2],
    });
  },
};
