// Pointwise operations of two operands: z_i = f(x_i, y_i), shapes aligned at the right, dimensions of 1 stretch. One
// operand may be a number.

import type { DType } from '../dtype.ts';
import { applyAs, pair } from '../expression/pointwise.ts';
import type { ScalarName } from '../scalar/op.ts';
import type { Broadcast, Shape } from '../shape/index.ts';
import { numbersIn } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';
import {
  bool,
  type Either,
  type Floats,
  float,
  type Numbers,
  type Numeric,
  numeric,
  type Pointwise,
  type Second,
} from './operands.ts';

// The defaults are what a plain number gives: no axes, no element type of its own.
export type Arithmetic<Op extends string> = <
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  E extends DType = never,
>(
  a: Tensor<A, D> | number,
  b: Second<Op, A, D, B, E, Numeric, 'f32 or i32'>,
) => Tensor<Pointwise<A, D, B, E>, Either<D, E>>;
export type FloatArithmetic<Op extends string> = <
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  E extends DType = never,
>(
  a: Tensor<A, D> | number,
  b: Second<Op, A, D, B, E, 'f32', 'f32'>,
) => Tensor<Pointwise<A, D, B, E>>;
export type Comparison<Op extends string> = <
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  E extends DType = never,
>(
  a: Tensor<A, D> | number,
  b: Second<Op, A, D, B, E, Numeric, 'f32 or i32'>,
) => Tensor<Pointwise<A, D, B, E>, 'bool'>;
export type Logic<Op extends string> = <A extends Shape, D extends DType, B extends Shape, E extends DType>(
  a: Tensor<A, D>,
  b: Second<Op, A, D, B, E, 'bool', 'bool'>,
) => Tensor<Broadcast<A, B>, 'bool'>;

type Check = (op: string, x: unknown) => unknown;

/** The body of every operation here. `Op` may be another name than the scalar operation's. */
const two = (op: string, name: ScalarName, check: Check) => (a: unknown, b: unknown) => {
  const [p, q] = pair(typeof a === 'number' ? a : operand(op, a), typeof b === 'number' ? b : operand(op, b));
  check(op, p);
  return result(applyAs(op, name, p, q));
};
const arithmetic = <Op extends ScalarName>(op: Op): Arithmetic<Op> => two(op, op, numeric);
const onFloats = <Op extends ScalarName>(op: Op): FloatArithmetic<Op> => two(op, op, float);
const comparison = <Op extends ScalarName>(op: Op): Comparison<Op> => two(op, op, numeric);
const logic = <Op extends ScalarName>(op: Op): Logic<Op> => two(op, op, bool);

export const add = arithmetic('add');
export const sub = arithmetic('sub');
export const mul = arithmetic('mul');
/** a / b; on integers the quotient is cut towards zero */
export const div = arithmetic('div');
/** a - b floor(a / b): the remainder with the sign of b. The derivatives are 1 and -floor(a / b), where it jumps too. */
export const mod = arithmetic('mod');
/**
 * a^b; NaN for a negative a and a b that is no integer. 0^0 is 1 with the derivatives 0 and 0; by b the derivative of 0^b is 0
 * for b >= 0, and NaN where a is negative.
 */
export const pow = onFloats('pow');
/** the angle of the point (b, a); its derivatives at (0, 0) are 0, as along either axis beside it */
export const atan2 = onFloats('atan2');

/**
 * the larger of two values at each position (the largest of a tensor is `max`); NaN if one of them is. Where they are equal
 * b gets the gradient: that of maximum(x, 0) is 0 at 0, as of relu.
 */
export const maximum: Arithmetic<'maximum'> = two('maximum', 'max', numeric);
/** the smaller of two values at each position; NaN if one of them is. Where they are equal b gets the gradient. */
export const minimum: Arithmetic<'minimum'> = two('minimum', 'min', numeric);

export const equal = comparison('equal');
export const notEqual = comparison('notEqual');
export const less = comparison('less');
export const lessEqual = comparison('lessEqual');
export const greater = comparison('greater');
export const greaterEqual = comparison('greaterEqual');

export const and = logic('and');
export const or = logic('or');

/** x held to [low, high]. The derivative is 1 from low to high, at both of them too, and 0 outside. */
export function clamp<S extends Shape, D extends DType>(
  x: Numbers<'clamp', S, D>,
  low: number,
  high: number,
): Tensor<S, D> {
  const e = numeric('clamp', x);
  numbersIn('clamp', 'a number', { low, high });
  if (low > high) throw new RangeError(`clamp: low is ${low} but high is ${high}`);
  return result(applyAs('clamp', 'min', ...pair(high, applyAs('clamp', 'max', ...pair(low, e)))));
}

/** x times a number */
export function scale<S extends Shape, D extends DType>(x: Floats<'scale', S, D>, by: number): Tensor<S> {
  numbersIn('scale', 'a number', { by });
  return result(applyAs('scale', 'mul', ...pair(float('scale', x), by)));
}
