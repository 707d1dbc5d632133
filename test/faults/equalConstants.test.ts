// Kind: constants that are taken for others. 0 and -0 were one node, so 1 / constant([-0, 1]) was Infinity where
// constant([0, 1]) had been made before, and which bits a NaN had was up to the first. Equal are constants of equal bits, of
// one NaN, whatever was made before, in every way that a number enters a program.
import { describe, expect, it } from 'vitest';
import { literal, makeConstant } from '../../dsl/build.ts';
import type { Expr } from '../../dsl/expr.ts';
import { toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { add, constant, div, full, mul, ones, pad, scalar, slice } from '../../runtime/index.ts';
import { outputsOf } from '../laws/agreement.ts';
import { inNode } from '../laws/targets.ts';

const ways: Readonly<Record<string, (x: number) => Expr>> = {
  constant: (x) => toExpr(constant([x, 1], 2)),
  'a constant of one': (x) => toExpr(constant([x], 1)),
  scalar: (x) => toExpr(scalar(x)),
  full: (x) => toExpr(full(x, 2)),
  'a number beside a tensor': (x) => toExpr(mul(ones(2), x)),
  literal: (x) => literal(x, 'f32', [2]),
  'data that is compared': (x) => makeConstant(Float64Array.of(x, x), [2], 'f32'),
  'what is padded with': (x) => toExpr(slice(pad(ones(2), 0, 1, 0, x), 0, 0, 1)),
  'data that is not compared': (x) => toExpr(slice(constant(new Array<number>(80).fill(x), 80), 0, 0, 2)),
};
const inverse = (e: Expr) => toExpr(div(1, e as never));

describe.each(Object.entries(ways))('%s', (_, of) => {
  it.each([
    [0, -0],
    [-0, 0],
  ])('%d, then %d', async (first, second) => {
    const values = [first, second].map((x) => inverse(of(x)));
    const expected = [1 / first, 1 / second];
    expect(evaluate(values, new Map()).map((v) => v[0])).toEqual(expected);
    for (const open of Object.values(inNode)) {
      const found = await outputsOf(values, [], [], await open());
      expect(found.map((v) => v[0])).toEqual(expected);
    }
  });
});

it('a NaN is one NaN, whoever came first', () => {
  const bits = (e: Expr) => (e.kind === 'constant' ? new BigUint64Array(Float64Array.from(e.data).buffer) : []);
  const other = new Float64Array(new BigUint64Array([0xfff8_0000_dead_beefn, 0n]).buffer);
  const plain = bits(makeConstant(Float64Array.of(Number.NaN, 2), [2], 'f32'))[0];
  expect(bits(makeConstant(Float64Array.of(other[0]!, 3), [2], 'f32'))[0]).toBe(plain);
  expect(bits(literal(other[0]!, 'f32'))[0]).toBe(plain);
  expect(bits(toExpr(constant([other[0]!, 4], 2)))[0]).toBe(plain);
  expect(Number.isNaN(evaluate([toExpr(add(scalar(other[0]!), 1))], new Map())[0]![0]!)).toBe(true);
});
