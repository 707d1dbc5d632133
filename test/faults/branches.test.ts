// Kind: a choice of which one branch has no derivative where the other is taken. By way of rows that are picked or added by
// index, reverse mode had 0 * Infinity, NaN, and forward mode had it for what follows a choice. Every way in which elements
// get to a choice, or from it, in both modes.
import { describe, expect, it } from 'vitest';
import { makeGradientRule } from '../../dsl/build.ts';
import { concat, flip, rangeOf } from '../../dsl/expression/views.ts';
import { pushforward } from '../../dsl/grad/forward.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { expression as e } from '../testing/index.ts';

const x = e.input('x', [4]);
const values = [-1, 0.25, 4, -3];
const wide = (v: e.Expr) => e.view(v, [4, 2], ['i']);
const index = e.constant([3, 1, 0, 2], [4], 'i32');

/** The elements of v as they are. */
const ways: Readonly<Record<string, (v: e.Expr) => e.Expr>> = {
  'two flips': (v) => flip(flip(v, [0]), [0]),
  reshapes: (v) => e.reshape(e.reshape(v, [2, 2]), [4]),
  'a sum': (v) => e.apply('mul', e.reduce('sum', wide(v), [1]), 0.5),
  'the largest': (v) => e.reduce('max', wide(v), [1]),
  'a product': (v) =>
    e.reduce('prod', e.apply('select', e.apply('equal', e.iota([4, 2], 1), 0), wide(v), e.full(1, [4, 2])), [1]),
  'a contraction': (v) => e.reduce('sum', e.apply('mul', wide(v), e.view(e.constant([1, 0], [2]), [4, 2], ['j'])), [1]),
  'a stated derivative': (v) => makeGradientRule(e.apply('mul', v, 1), [v], (g) => [g], 'pointwise'),
  'a join': (v) => concat(0, [rangeOf(v, 0, 0, 2), rangeOf(v, 0, 2, 2)]),
  'rows by index': (v) => e.gather(v, e.iota([4], 0)),
  'rows by index, twice': (v) => e.gather(e.gather(v, index), e.constant([2, 1, 3, 0], [4], 'i32')),
  'rows added by index': (v) => e.scatter(4, e.iota([4], 0), v),
  'rows added by index, and picked': (v) => e.gather(e.scatter(6, index, v), index),
};

const slopes = { sqrt: (v: number) => 0.5 / Math.sqrt(v), log: (v: number) => 1 / v } as const;

const both = (y: e.Expr) => {
  const feeds = new Map([[x, values]]);
  const reverse = evaluate(gradient(e.reduce('sum', y, [0]), [x]), feeds)[0]!;
  const forward = evaluate(pushforward([y], [x], [e.full(1, [4])]), feeds)[0]!;
  return [reverse, forward];
};

describe.each(Object.entries(ways))('by %s', (_, way) => {
  it.each(['sqrt', 'log'] as const)('%s beside a branch that is taken', (f) => {
    const wanted = values.map((v) => (v > 0 ? slopes[f](v) : 0));
    const inside = [e.apply(f, way(x)), way(e.apply(f, x)), way(e.apply(f, way(x)))];
    for (const y of inside)
      for (const got of both(e.apply('select', e.apply('greater', x, 0), y, e.full(0, [4]))))
        expect([...got]).toEqual(wanted);
  });

  it('a root of what was chosen', () => {
    const chosen = e.apply('select', e.apply('greater', x, 0), x, e.full(0, [4]));
    for (const got of both(e.apply('sqrt', way(chosen))))
      expect([...got]).toEqual(values.map((v) => (v > 0 ? slopes.sqrt(v) : 0)));
  });
});
