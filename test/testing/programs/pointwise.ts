// Instructions: one for each scalar operation.
import { literal, makeIota } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import type { Domain, ScalarName, ScalarOp } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Instruction, Pool } from './pool.ts';

/** Distance of a value from the jumps of a step function. */
const steps: Partial<Record<ScalarName, (v: number) => number>> = {
  sign: Math.abs,
  toBool: Math.abs,
  floor: toInteger,
  ceil: toInteger,
  toI32: toInteger,
  round: (v) => toInteger(v + 0.5),
};

const comparisons = new Set<ScalarName>(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual']);
const logical = new Set<ScalarName>(['and', 'or', 'not', 'select']);

function toInteger(v: number): number {
  return Math.abs(v - Math.round(v));
}

export const pointwise: Readonly<Record<string, Instruction>> = Object.fromEntries(
  Object.values(scalars).map((op) => [op.name, instruction(op)]),
);

function instruction(op: ScalarOp): Instruction {
  if (comparisons.has(op.name)) return (pool) => chosen(pool, op);
  if (logical.has(op.name)) return (pool) => combined(pool, op);
  if (op.name === 'toF32') return (pool) => counted(pool);
  if (op.name === 'mod') return (pool) => remainder(pool);
  const jumps = steps[op.name];
  if (jumps !== undefined) return (pool) => stepped(pool, op, jumps);
  return (pool) => {
    const x = pool.real();
    const number = op.arity > 1 && pool.choices.oneIn(4) ? pool.choices.below(op.arity) : -1;
    const operands = op.domain.map((domain, k) => {
      if (k === number) return literal(numberIn(pool, domain), 'f32', x.shape);
      return pool.inside(k === (number === 0 ? 1 : 0) ? x : pool.fitted(x.shape), domain);
    });
    return map(op, ...operands);
  };
}

/** Numbers that identities are about, and others. */
const numbers = [1, -1, 0.5, 2, 3, 0, -0];

function numberIn(pool: Pool, { low, high }: Domain): number {
  return pool.choices.from(numbers.filter((n) => n >= low && n <= high));
}

/** A step function, where rounding cannot change the step. Times x, so that something depends on the rest too. */
function stepped(pool: Pool, op: ScalarOp, distance: (v: number) => number): Expr | null {
  const any = pool.choices.oneIn(2) ? pool.exact() : pool.real();
  const x = pool.clearOf(any, distance) ? any : pool.exact();
  if (isolated.has(op.name) && pool.values(x).includes(0)) return null;
  const y = map(op, x);
  return map(scalars.mul, y.dtype === 'f32' ? y : map(scalars.toF32, y), pool.fitted(x.shape));
}

/** Operations whose value at 0 is another than on both sides: there a product has a derivative that it does not show. */
const isolated = new Set<ScalarName>(['sign', 'toBool']);

/** For the same reason these compare counters. */
const exactly = new Set<ScalarName>(['equal', 'notEqual']);

function condition(pool: Pool, op: ScalarOp): Expr {
  if (exactly.has(op.name)) return map(op, counter(pool, pool.expanded(pool.real(), 1)), pool.choices.below(3));
  const any = pool.choices.oneIn(2) ? pool.exact() : pool.real();
  const bound = pool.choices.from([0.25, 0, -0.5, 1]);
  return map(op, pool.clearOf(any, (v) => Math.abs(v - bound)) ? any : pool.exact(), bound);
}

/** op(x, bound) ? y : z */
function chosen(pool: Pool, op: ScalarOp): Expr {
  const test = condition(pool, op);
  return map(scalars.select, test, pool.fitted(test.shape), pool.fitted(test.shape));
}

function combined(pool: Pool, op: ScalarOp): Expr {
  const p = condition(pool, scalars.greater);
  if (op.name === 'not') return map(scalars.select, map(op, p), pool.fitted(p.shape), 0);
  const q = condition(pool, scalars.lessEqual);
  const both = op.name === 'select' ? map(op, p, p, map(scalars.not, p)) : map(op, p, pool.view(q, p.shape, 0));
  return map(scalars.select, both, pool.fitted(p.shape), pool.fitted(p.shape));
}

/** Integer arithmetic on counters, as weights: (i op k) x */
function counted(pool: Pool): Expr | null {
  const x = pool.real(1);
  const i = counter(pool, x);
  const op = pool.choices.from([scalars.mod, scalars.div, scalars.sub, scalars.mul, scalars.min, scalars.max]);
  return map(scalars.mul, map(scalars.toF32, map(op, i, pool.choices.from([2, 3, -2]))), x);
}

function counter(pool: Pool, x: Expr): Expr {
  return makeIota(x.shape, pool.axis(x));
}

/** x mod y, where rounding cannot change the quotient's floor */
function remainder(pool: Pool): Expr | null {
  const x = pool.real();
  const y = pool.choices.oneIn(2)
    ? literal(pool.choices.from([0.75, 2, 3]), 'f32', x.shape)
    : pool.inside(pool.fitted(x.shape), { low: 0.75, high: 3 });
  return pool.clearOf(map(scalars.div, x, y), toInteger) ? map(scalars.mod, x, y) : null;
}
