// A rule in the body of a loop may read what its value is not computed from. Unless the value changed too, the rule stayed as
// it was written and its derivative read, inside of the loop, a tensor that is outside of it: nothing computed it there.
import { describe, expect, it } from 'vitest';
import type { Expr } from '../../dsl/expr.ts';
import { Substitution } from '../../dsl/expression/substitute.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import {
  customGradient,
  input,
  model,
  mul,
  normalInitializer,
  parameter,
  scan,
  sgd,
  square,
  sum,
  trainStep,
  zeros,
} from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';
import { expression as e, recheck } from '../testing/index.ts';
import { ran } from './ran.ts';

const [x, w] = [e.input('x', [2]), e.input('w', [2])];
const times = (a: Expr, b: Expr) => e.apply('mul', a, b);

/** h h, whose derivative is said to be `slope` */
const ruled = (h: Expr, slope: (h: Expr) => Expr) => e.customGradient(times(h, h), [h], (g) => [times(g, slope(h))]);

/** g h by a rule of its own, whose derivative by g is said to be w */
const inRule = (h: Expr) =>
  e.customGradient(times(h, h), [h], (g) => [e.customGradient(times(g, h), [g, h], (c) => [times(c, w), times(c, g)])]);

const turns = e.full(1, [3, 2]);
const loop = (initial: Expr, body: (h: Expr, row: Expr) => Expr, reverse = false): Expr => {
  const { carries } = e.scan({
    initial: [initial],
    sequences: [turns],
    reverse,
    body: ([h], [row]) => ({ carries: [body(h!, row!)], outputs: [] }),
  });
  return carries[0]!;
};

const bodies: Readonly<Record<string, (h: Expr, row: Expr) => Expr>> = {
  'a tensor': (h) => ruled(h, () => w),
  'what is computed outside': (h) => ruled(h, () => e.apply('sin', w)),
  'a row': (h, row) => ruled(h, () => times(row, w)),
  'a carry of the loop around it': (h) => loop(h, (k) => ruled(k, () => times(w, h))),
  'a tensor, in the rule of a rule': inRule,
  'a tensor, in the rule of a rule of a loop in a loop': (h) => loop(h, inRule),
};

describe.each([false, true])('in a loop, reverse %s, a rule', (reverse) => {
  it.each(Object.entries(bodies))('reads %s', async (_, body) => {
    const values: [typeof x, number[]][] = [
      [x, [0.5, 0.75]],
      [w, [1.5, -0.5]],
    ];
    await recheck('loops and their turns written out', values, [loop(x, body, reverse)]);
  });
});

it('is of the replacement where its derivative alone reads what is replaced', () => {
  const moved = new Substitution(new Map([[w, e.apply('neg', w)]])).apply(ruled(x, () => w));
  const [g] = gradient(e.reduce('sum', moved, [0]), [x]);
  const feeds = new Map([
    [x, Float64Array.of(3, 4)],
    [w, Float64Array.of(1.5, -0.5)],
  ]);
  expect([...evaluate([g!], feeds)[0]!]).toEqual([-1.5, 0.5]);
});

it.each(Object.entries(inNode))('reads a parameter that is trained, on %s', async (_, on) => {
  const parts = { x: parameter('x', [4], normalInitializer(1)), w: parameter('w', [4], normalInitializer(1)) };
  const net = model(
    parts,
    input(1),
    (p) => scan(p.x, zeros(3), (h) => [customGradient(square(h), [h], (g) => [mul(g, p.w)]), h]).carry,
  );
  const step = (rate: number) => trainStep(net, { target: input(1), loss: (o) => sum(o) }, sgd(rate));
  const [before, after] = [await ran(step(0), on), await ran(step(1), on)];
  const [was, is] = [await before.state.snapshot(), await after.state.snapshot()];
  const of = (state: typeof was, name: string) => Array.from(state.get(name)!.data, Number);
  // three turns, each of which is said to have the derivative w
  const wanted = of(was, 'x').map((v, i) => v - of(was, 'w')[i]! ** 3);
  for (const [i, v] of of(is, 'x').entries()) expect(v, `${i}`).toBeCloseTo(wanted[i]!, 4);
  expect(of(is, 'w')).toEqual(of(was, 'w'));
});
