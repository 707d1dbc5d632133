// Instructions: rows picked by data, rows added by data, and constants.
import { makeConstant, makeGather, makeScatter } from '../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Instruction, Pool } from './pool.ts';

export const indexing: Readonly<Record<string, Instruction>> = {
  gather: (pool) => {
    const x = pool.real(1);
    const rows = x.shape[0]!;
    return rows === 0 ? null : pool.moved(makeGather(x, indices(pool, pool.shape(1, 2), rows)), x);
  },
  /** one row beyond the last: what is out of range is dropped */
  scatter: (pool) => {
    const x = pool.real(1);
    const rows = 1 + pool.choices.below(5);
    return makeScatter(rows, indices(pool, [x.shape[0]!], rows + 1), x);
  },
  constant: (pool) => {
    const x = pool.real();
    const data = Float32Array.from({ length: elementCount(x.shape) }, () => pool.choices.below(9) / 4 - 1);
    return map(pool.choices.from([scalars.mul, scalars.add]), x, makeConstant(data, x.shape, 'f32'));
  },
};

function indices(pool: Pool, shape: readonly number[], below: number): Expr {
  const data = Int32Array.from({ length: elementCount(shape) }, () => pool.choices.below(below));
  return makeConstant(data, shape, 'i32');
}
