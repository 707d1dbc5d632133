// Which of two equal values max, min and a choice give: zeros differ in sign, and NaN is not a number that is less. Every
// backend of Node gives the very bits of the reference, in one operation, inside a fused kernel, and along an axis.
import { expect, it } from 'vitest';
import { makeInput, makeReduce } from '../../dsl/build.ts';
import type { Expr } from '../../dsl/expr.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { outputsOf } from '../laws/agreement.ts';
import { inNode } from '../laws/targets.ts';

const special = [0, -0, 1, -1, Infinity, -Infinity, Number.NaN];
const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
const a = makeInput('a', [pairs.length], 'f32');
const b = makeInput('b', [pairs.length], 'f32');
const rows = makeInput('rows', [pairs.length, 6], 'f32');
/** each pair among values that do not decide, at the front and at the back */
const rowsOf = (worse: number) => pairs.flatMap(([x, y]) => [x, worse, y, worse, x, y]);

const { max, min, abs, neg, sign, select, greater, add } = scalars;
const cases: Readonly<Record<string, Expr>> = {
  max: map(max, a, b),
  min: map(min, a, b),
  'max and 0': map(max, a, 0),
  'max of 0': map(max, 0, a),
  'max and -0': map(max, a, -0),
  'min and 0': map(min, a, 0),
  'min and -0': map(min, a, -0),
  'min of 0': map(min, 0, a),
  abs: map(abs, a),
  neg: map(neg, a),
  sign: map(sign, a),
  'a choice': map(select, map(greater, a, b), a, b),
  'held to both sides': map(min, map(max, a, -1), 1),
  'fused: max of a sum': map(max, map(add, a, -0), map(neg, b)),
  'max along an axis': makeReduce('max', rows, [1]),
  'min along an axis': makeReduce('min', map(neg, rows), [1]),
  'max along another axis': makeReduce('max', rows, [0]),
  argMax: makeReduce('argMax', rows, [1]),
  argMin: makeReduce('argMin', rows, [1]),
};

it.each(Object.entries(inNode))('%s', async (_, open) => {
  const leaves = [a, b, rows];
  const data = [pairs.map(([x]) => x), pairs.map(([, y]) => y), rowsOf(-Infinity)];
  const values = Object.values(cases);
  const expected = evaluate(values, new Map<Expr, number[]>(leaves.map((leaf, k) => [leaf, data[k]!])));
  const found = await outputsOf(values, leaves, data, await open());
  const wrong = Object.keys(cases).flatMap((name, k) =>
    [...expected[k]!].flatMap((want, i) =>
      Object.is(found[k]![i], want)
        ? []
        : [
            `${name}: ${pairs[i]?.map((x) => (Object.is(x, -0) ? '-0' : x))}, wanted ${Object.is(want, -0) ? '-0' : want}`,
          ],
    ),
  );
  expect(wrong).toEqual([]);
});
