// Instructions: integers and truth values, as results and as what others read. Both are exact, so anything may be compared.
import { literal, makeGather, makeReduce, makeScatter } from '../../../dsl/build.ts';
import type { DType } from '../../../dsl/dtype.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Instruction, Pool } from './pool.ts';

/** Of these, a quotient by 0 is 0. */
const arithmetic = ['add', 'sub', 'mul', 'div', 'mod', 'div', 'mod', 'max', 'min'] as const;
const comparisons = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;
const numbers = [0, 1, 2, 3, -1, -2, -3, 7];

export const integers: Readonly<Record<string, Instruction>> = {
  'integer arithmetic': (pool) => {
    const { choices } = pool;
    const x = pool.whole();
    if (choices.oneIn(5)) return map(scalars[choices.from(['neg', 'abs', 'sign'] as const)], x);
    const y = choices.oneIn(2) ? literal(choices.from(numbers), 'i32', x.shape) : pool.fitted(x.shape, 'i32');
    const op = scalars[choices.from(arithmetic)];
    return choices.oneIn(3) ? map(op, y, x) : map(op, x, y);
  },
  'integer comparison': (pool) => {
    const { choices } = pool;
    const x = pool.whole();
    const y = choices.oneIn(2) ? choices.from(numbers) : pool.fitted(x.shape, 'i32');
    return map(scalars[choices.from(comparisons)], x, y);
  },
  'logic of truth values': (pool) => {
    const { choices } = pool;
    const p = pool.truth();
    if (choices.oneIn(4)) return map(scalars.not, p);
    return map(
      scalars[choices.from(['and', 'or', 'equal', 'notEqual', 'less'] as const)],
      p,
      pool.fitted(p.shape, 'bool'),
    );
  },
  'choice of any type': (pool) => {
    const p = pool.truth();
    const dtype = pool.choices.from(['f32', 'f32', 'i32', 'bool'] as const);
    return map(scalars.select, p, pool.fitted(p.shape, dtype), pool.fitted(p.shape, dtype));
  },
  cast: (pool) => {
    const { choices } = pool;
    const x = choices.oneIn(2) ? pool.whole() : pool.truth();
    const to = choices.from([scalars.toF32, scalars.toI32, scalars.toBool]);
    return map(to, x);
  },
  /** (a number or a truth value as a number) x: what the rest depends on too */
  'weights of any type': (pool) => {
    const x = pool.choices.oneIn(2) ? pool.whole() : pool.truth();
    return map(scalars.mul, map(scalars.toF32, x), pool.fitted(x.shape));
  },
  'place of an integer': (pool) => {
    const x = pool.expanded(pool.whole(), 1);
    return makeReduce(pool.choices.from(['argMax', 'argMin']), x, [pool.axis(x)]);
  },
  'reduction of any type': (pool) => {
    const { choices } = pool;
    const x = pool.expanded(choices.oneIn(3) ? pool.truth() : pool.whole(), 1);
    const monoids = x.dtype === 'bool' ? (['max', 'min'] as const) : (['sum', 'sum', 'prod', 'max', 'min'] as const);
    const all = [...x.shape.keys()];
    return makeReduce(choices.from(monoids), x, choices.oneIn(2) ? all : [pool.axis(x)]);
  },
  'rows by a computed index': (pool) => {
    const x = pool.expanded(any(pool), 1);
    const rows = x.shape[0]!;
    if (rows === 0) return null;
    const index = map(scalars.mod, pool.whole(), rows);
    // of integers, a row that is not there is 0
    const far = x.dtype !== 'f32' && pool.choices.oneIn(4);
    return elementCount(index.shape) > 12 ? null : makeGather(x, far ? map(scalars.sub, index, 1) : index);
  },
  'scatter by a computed index': (pool) => {
    const x = pool.real(1);
    const index = pool.fitted([x.shape[0]!], 'i32');
    return makeScatter(1 + pool.choices.below(5), index, x);
  },
  'view of any type': (pool) => {
    const x = pool.choices.oneIn(2) ? pool.whole() : pool.truth();
    return pool.view(x, pool.shape(0, 3), pool.choices.from([0, 0, 1]));
  },
};

function any(pool: Pool): Expr {
  const dtype: DType = pool.choices.from(['f32', 'f32', 'i32', 'bool']);
  if (dtype === 'i32') return pool.whole();
  return dtype === 'bool' ? pool.truth() : pool.real();
}
