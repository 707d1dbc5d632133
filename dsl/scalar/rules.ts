// Shared pieces of the scalar ops: element-type rules, and the small vocabulary their derivatives are written in.
import { literal, makeMap } from '../build.ts';
import type { DType } from '../dtype.ts';
import type { Expr } from '../expr.ts';
import type { Domain, ScalarName, ScalarOp } from './op.ts';
import { scalars } from './ops.ts';

type Rule = ScalarOp['result'];

/** real -> real: f32 only */
export const real: Rule = (...types) =>
  types.every((t) => t === 'f32') ? 'f32' : { error: `arguments are ${types.join(', ')}, expected f32` };

/** numbers of one type -> that type */
export const numeric: Rule = (...types) =>
  types[0] !== 'bool' && types.every((t) => t === types[0])
    ? types[0]!
    : { error: `arguments are ${types.join(', ')}, expected f32 or i32 and all the same` };

/** numbers of one type -> bool */
export const comparison: Rule = (...types) =>
  types.every((t) => t === types[0]) ? 'bool' : { error: `arguments are ${types.join(', ')}, expected all the same` };

/** bool -> bool */
export const logical: Rule = (...types) =>
  types.every((t) => t === 'bool') ? 'bool' : { error: `arguments are ${types.join(', ')}, expected bool` };

/** anything -> the given type */
export const cast =
  (to: DType): Rule =>
  () =>
    to;

/** Where tests sample: the given interval, for each of `arity` arguments. */
export function domain(low: number, high: number, kinks: readonly number[] = []): Domain {
  return { low, high, kinks };
}

/** Applies a scalar op; numbers are constants of the first tensor's shape and type. */
export function apply(name: ScalarName, ...args: readonly (Expr | number)[]): Expr {
  const like = args.find((a): a is Expr => typeof a !== 'number')!;
  return makeMap(
    scalars[name],
    args.map((a) => (typeof a === 'number' ? literal(a, like.dtype, like.shape) : a)),
  );
}

/** condition ? a : b, with numbers of type f32 */
export function select(condition: Expr, a: Expr | number, b: Expr | number): Expr {
  const value = (v: Expr | number) => (typeof v === 'number' ? literal(v, 'f32', condition.shape) : v);
  return makeMap(scalars.select, [condition, value(a), value(b)]);
}
