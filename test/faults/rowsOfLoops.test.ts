// Kind: what a turn of a loop gives out goes to the row of that turn. A scatter wrote to the first row in every turn: it
// knows a buffer, and no place in it. Results of every kind of node, of carries and of rows, alone and in a loop in a loop, on
// every backend of Node.
import { describe, expect, it } from 'vitest';
import type { Expr } from '../../dsl/expr.ts';
import { inNode } from '../laws/targets.ts';
import { guarded } from '../testing/fuzz.ts';
import { expression as e } from '../testing/index.ts';
import { agreesWith } from '../testing/oracles/backend.ts';
import type { Leaf } from '../testing/programs/specimen.ts';

/** x [2, 2] and at [2], of the turn; c [2, 2], a carry; w [2, 2], which all turns read */
type Kind = (x: Expr, at: Expr, c: Expr, w: Expr) => Expr;

const kinds: Readonly<Record<string, Kind>> = {
  scatter: (x, at) => e.scatter(2, at, x),
  'scatter of what all turns read': (_, at, __, w) => e.scatter(3, at, w),
  'scatter of a carry': (_, at, c) => e.scatter(2, at, c),
  'scatter beside a sum': (x, at, c) => e.apply('add', c, e.scatter(2, at, x)),
  gather: (x, at) => e.gather(x, at),
  'gather of what all turns read': (_, at, __, w) => e.gather(w, at),
  map: (x, _, c) => e.apply('mul', x, c),
  view: (x) => e.view(x, [2, 3], ['-i + 1', 'j - 1'], 0.5),
  reshape: (x) => e.reshape(x, [4]),
  sum: (x) => e.reduce('sum', x, [0]),
  'place of the largest': (x) => e.reduce('argMax', x, [1]),
  comparison: (x, _, c) => e.apply('less', x, c),
  index: () => e.iota([2, 2], 1),
  constant: () => e.constant([1, 2, 3], [3]),
  'derivative that is stated': (x) => e.customGradient(e.apply('sin', x), [x], (g) => [g]),
  'the last carry of a loop': (x, _, c, w) => inner(x, c, w).carries[0]!,
  'the rows of a loop': (x, _, c, w) => inner(x, c, w).outputs[0]!,
  'the scatters of a loop': (x, at, _, w) =>
    e.scan({
      initial: [],
      sequences: [at, x],
      reverse: true,
      body: (_, [i, row]) => ({
        carries: [],
        outputs: [e.scatter(2, e.reshape(i!, [1]), e.view(w, [1, 2], ['1', 'j'])), row!],
      }),
    }).outputs[0]!,
};

function inner(x: Expr, c: Expr, w: Expr) {
  return e.scan({
    initial: [e.view(c, [2], ['0', 'i'])],
    sequences: [x, w],
    reverse: false,
    body: ([h], [r, v]) => ({ carries: [e.apply('add', h!, r!)], outputs: [e.apply('mul', h!, v!)] }),
  });
}

const leaf = (expr: Leaf['expr'], draw: (i: number) => number): Leaf => ({
  expr,
  values: Float64Array.from({ length: expr.shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.fround(draw(i))),
  domain: { low: -2, high: 2 },
});

describe.each(Object.entries(inNode))('rows of a loop on %s', (_, on) => {
  it.each(Object.entries(kinds))('%s', async (_, kind) => {
    const oracle = guarded(agreesWith(await on()));
    for (const [length, reverse] of [
      [3, false],
      [2, true],
      [0, false],
    ] as const) {
      const xs = leaf(e.input('xs', [length, 2, 2]), (i) => Math.sin(5 * i + 1));
      const at = leaf(e.input('at', [length, 2], 'i32'), (i) => (i % 3) % 2);
      const [c, w] = ['c', 'w'].map((name, k) => leaf(e.input(name, [2, 2]), (i) => Math.cos(3 * i + k)));
      const { carries, outputs } = e.scan({
        initial: [c!.expr],
        sequences: [xs.expr, at.expr],
        reverse,
        body: ([h], [x, i]) => ({
          carries: [e.apply('tanh', e.apply('add', h!, x!))],
          outputs: [kind(x!, i!, h!, w!.expr)],
        }),
      });
      const verdict = await oracle.check({ leaves: [xs, at, c!, w!], outputs: [...outputs, ...carries] });
      expect(verdict).toMatchObject({ outcome: 'agrees' });
    }
  });
});
