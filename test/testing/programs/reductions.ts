// Instructions: one for each monoid, and contractions.
import {
  axisMap,
  literal,
  makeConstant,
  makeGather,
  makeIota,
  makeReduce,
  makeReshape,
  makeView,
} from '../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Instruction, Pool } from './pool.ts';

export const reductions: Readonly<Record<string, Instruction>> = {
  sum: (pool) => reduced(pool, 'sum'),
  prod: (pool) => reduced(pool, 'prod'),
  max: (pool) => reduced(pool, 'max'),
  min: (pool) => reduced(pool, 'min'),
  argMax: (pool) => chosen(pool, 'argMax'),
  argMin: (pool) => chosen(pool, 'argMin'),
  'sum of products': contraction,
  'matrix product': product,
  'outer product': outer,
};

function axes(pool: Pool, x: Expr): number[] {
  const all = [...x.shape.keys()];
  const some = all.filter(() => pool.choices.oneIn(2));
  return some.length === 0 ? [pool.choices.from(all)] : some;
}

function reduced(pool: Pool, monoid: 'sum' | 'prod' | 'max' | 'min'): Expr | null {
  const x = pool.real(1);
  return makeReduce(monoid, x, axes(pool, x));
}

/** The index of the largest of exact values: rounding cannot change it. As a weight, so that the rest is used too. */
function chosen(pool: Pool, monoid: 'argMax' | 'argMin'): Expr | null {
  const x = pool.expanded(pool.exact(), 1);
  const index = map(scalars.toF32, makeReduce(monoid, x, axes(pool, x)));
  return map(scalars.mul, pool.fitted(index.shape), index);
}

/** sum_k x[.., k] y[k, j], with a mask by position now and then */
function contraction(pool: Pool): Expr {
  const x = pool.real();
  const n = elementCount(x.shape);
  const k = x.shape.at(-1) || 1;
  const j = pool.choices.from([1, 3, 4, 8, 9]);
  const rows = makeReshape(x, [n / k, k, 1]);
  const product = map(scalars.mul, rows, makeReshape(pool.fitted([k, j]), [1, k, j]));
  const masked = pool.choices.oneIn(4) ? causal(product) : product;
  return makeReduce('sum', masked, [1]);
}

/**
 * x y, or with a batch, and each operand transposed now and then: as large as the ways of computing a product differ.
 * Elements are those of other expressions, over and over, so that few are zero.
 */
function product(pool: Pool): Expr {
  const { choices } = pool;
  const batch = choices.oneIn(3) ? [2] : [];
  const [m, k, n] = [choices.from([1, 2, 3, 5, 8]), choices.from([4, 7, 16, 19]), choices.from([4, 8, 9, 17])];
  const whole = [...batch, m, n, k];
  const [row, column, term] = [batch.length, batch.length + 1, batch.length + 2];
  const operand = (extents: readonly number[], axes: readonly number[]) => {
    const shape = choices.oneIn(2) ? [0, 1] : [1, 0];
    const stored = repeated(pool, [...batch, ...shape.map((i) => extents[i]!)]);
    const read = [...batch.keys(), ...shape.map((i) => axes[i]!)];
    return makeView(
      stored,
      whole,
      read.map((axis) => axisMap(whole.length, axis)),
    );
  };
  return makeReduce('sum', map(scalars.mul, operand([m, k], [row, term]), operand([k, n], [term, column])), [term]);
}

/** The elements of an expression, every third, again and again. */
function repeated(pool: Pool, shape: readonly number[]): Expr {
  const x = pool.real();
  const size = elementCount(x.shape);
  if (size === 0) return literal(0.5, 'f32', shape);
  const at = Int32Array.from({ length: elementCount(shape) }, (_, i) => (3 * i) % size);
  return makeReshape(makeGather(makeReshape(x, [size]), makeConstant(at, [at.length], 'i32')), shape);
}

/** zero where the second axis is beyond the first */
function causal(x: Expr): Expr {
  return map(scalars.select, map(scalars.lessEqual, makeIota(x.shape, 1), makeIota(x.shape, 0)), x, 0);
}

function outer(pool: Pool): Expr {
  const [x, y] = [pool.fitted([pool.extent()]), pool.fitted([pool.extent()])];
  return map(scalars.mul, makeReshape(x, [x.shape[0]!, 1]), y);
}
