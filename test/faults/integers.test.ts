// Sums and products of whole numbers: the reference wraps at 32 bits as the backends do, and has one zero.
import { describe, expect, it } from 'vitest';
import { makeConstant, makeReduce, makeScatter } from '../../dsl/build.ts';
import type { Expr } from '../../dsl/expr.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { cpuLike, graphOf, evaluate as interpreted } from '../compiler/run.ts';

const whole = (...data: number[]): Expr => makeConstant(Int32Array.from(data), [data.length], 'i32');
const top = 2 ** 31 - 1;

const cases: readonly (readonly [string, Expr])[] = [
  ['a product with zero and a negative number', makeReduce('prod', whole(-3, 0), [0])],
  ['a product beyond 32 bits', makeReduce('prod', whole(65537, 65537, 3), [0])],
  ['a sum beyond 32 bits', makeReduce('sum', whole(top, 1, 5), [0])],
  ['rows added beyond 32 bits', makeScatter(1, whole(0, 0), whole(top, 2))],
  ['a negative number times zero', map(scalars.mul, whole(-3), whole(0))],
  ['a remainder of nothing', map(scalars.mod, whole(-4), whole(2))],
];

describe('whole numbers', () => {
  it.each(cases)('%s', (_, e) => {
    const real = map(scalars.toF32, e);
    const [expected] = evaluate([real], new Map());
    const { outputs } = interpreted(graphOf([], [real]), cpuLike, []);
    expect([...expected!]).toEqual(outputs[0]!);
    for (const v of expected!) expect(Object.is(v, -0)).toBe(false);
  });
});
