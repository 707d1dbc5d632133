// Long sums: of numbers that are the same, whose rounding errors all have one sign.
import { makeConstant } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import type { Choices } from '../programs/choices.ts';
import type { Specimen } from '../programs/specimen.ts';
import { type Edge, leafOf, listOf, q } from './edge.ts';

const lengths = [4096, 4097, 10_000, 32_768, 65_536, 100_000];
const terms = [0.1, 1 / 3, 1, 1e-3, 7.7];

function long(choices: Choices, of: (x: Expr, n: number) => Expr, most = Infinity): Specimen {
  const n = choices.from(lengths.filter((l) => l <= most));
  const leaf = leafOf('x', [1], [choices.from(terms)]);
  return { leaves: [leaf], outputs: [of(leaf.expr, n)], known: { kind: 'long' } };
}

const row = (x: Expr, n: number) => q('broadcastTo', x, n);

export const sums: Readonly<Record<string, Edge>> = {
  'a long sum': (choices) => long(choices, (x, n) => q('sum', row(x, n))),
  'a long mean': (choices) => long(choices, (x, n) => q('mean', row(x, n))),
  'a sum over two axes': (choices) => long(choices, (x, n) => q('sum', q('broadcastTo', x, 4, n))),
  'a long sum of each column': (choices) =>
    long(choices, (x, n) => q('sum', q('broadcastTo', x, n, choices.from([1, 3, 4])), 0)),
  'a long product': (choices) =>
    long(
      choices,
      (x, n) => q('matmul', q('broadcastTo', x, choices.from([1, 4]), n), q('broadcastTo', x, n, 4)),
      10_000,
    ),
  'rows added to one': (choices) =>
    long(choices, (x, n) => {
      const rows = choices.from([1, 2]);
      const at = makeConstant(Int32Array.from(listOf(n, (i) => (i % 7 === 6 ? rows - 1 : 0))), [n], 'i32');
      return q('scatterAdd', rows, at, row(x, n));
    }),
  'the gradient of a broadcast': (choices) => long(choices, (x, n) => q('mul', row(x, n), row(x, n)), 10_000),
};
