// Pointwise operations of one operand: y_i = f(x_i), any shape.
import type { DType } from '../dtype.ts';
import { apply } from '../expression/pointwise.ts';
import type { ScalarName } from '../scalar/op.ts';
import type { Shape } from '../shape/index.ts';
import type { Tensor } from '../tensor.ts';
import { result } from './boundary.ts';
import { type Bools, bool, type Floats, float, type Numbers, numeric } from './operands.ts';

export type FloatFunction<Op extends string> = <S extends Shape, D extends DType>(x: Floats<Op, S, D>) => Tensor<S>;
export type NumericFunction<Op extends string> = <S extends Shape, D extends DType>(
  x: Numbers<Op, S, D>,
) => Tensor<S, D>;

const onFloats =
  <Op extends ScalarName>(op: Op): FloatFunction<Op> =>
  (x: unknown) =>
    result(apply(op, float(op, x)));
const onNumbers =
  <Op extends ScalarName>(op: Op): NumericFunction<Op> =>
  (x: unknown) =>
    result(apply(op, numeric(op, x)));

/** -x */
export const neg = onNumbers('neg');
/** |x|; its derivative at 0 is 0 */
export const abs = onNumbers('abs');
/** -1, 0 or 1; its derivative is 0 everywhere */
export const sign = onNumbers('sign');
/** e^x */
export const exp = onFloats('exp');
/** e^x - 1, exact near 0 */
export const expm1 = onFloats('expm1');
/** natural logarithm; its derivative at 0 is Infinity */
export const log = onFloats('log');
/** log(1 + x), exact near 0 */
export const log1p = onFloats('log1p');
/** the derivative at 0 is Infinity; `where(greater(x, 0), sqrt(x), 0)` has the derivative 0 there */
export const sqrt = onFloats('sqrt');
/** 1 / sqrt(x) */
export const rsqrt = onFloats('rsqrt');
/** 1 / x */
export const reciprocal = onFloats('reciprocal');
export const sin = onFloats('sin');
export const cos = onFloats('cos');
export const tan = onFloats('tan');
/** (e^x - e^-x) / (e^x + e^-x); its derivative, 1 - y^2, is off by up to 10^-7 */
export const tanh = onFloats('tanh');
/** 1 / (1 + e^-x); its derivative, y (1 - y), is off by up to 10^-7: losses take logits (binaryCrossEntropyWithLogits) */
export const sigmoid = onFloats('sigmoid');
/** 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x */
export const erf = onFloats('erf');
/** the largest integer <= x; its derivative is 0 everywhere, as are those of ceil and round */
export const floor = onFloats('floor');
/** the smallest integer >= x */
export const ceil = onFloats('ceil');
/** the nearest integer, ties to even */
export const round = onFloats('round');

/** x^2 */
export function square<S extends Shape, D extends DType>(x: Numbers<'square', S, D>): Tensor<S, D> {
  const e = numeric('square', x);
  return result(apply('mul', e, e));
}

/** true where x is false */
export function not<S extends Shape, D extends DType>(x: Bools<'not', S, D>): Tensor<S, 'bool'> {
  return result(apply('not', bool('not', x)));
}
