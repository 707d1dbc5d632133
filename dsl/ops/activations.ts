// Activations as compositions, each in a form that neither overflows nor loses digits, with finite derivatives.

import { makeGradientRule } from '../build.ts';
import type { DType } from '../dtype.ts';
import type { Expr } from '../expr.ts';
import { abs, add, erf, exp, expm1, greater, log1p, max, mul, neg, select, sigmoid } from '../expression/pointwise.ts';
import type { Shape } from '../shape/index.ts';
import { numbersIn } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { result } from './boundary.ts';
import { type Floats, float } from './operands.ts';
import type { FloatFunction } from './unary.ts';

const activation =
  <Op extends string>(op: Op, f: (x: Expr) => Expr): FloatFunction<Op> =>
  (x: unknown) =>
    result(f(float(op, x)));

/** max(x, 0) (Nair and Hinton 2010). The derivative at 0 is 0. */
export const relu = activation('relu', (x) => max(x, 0));

/** x sigmoid(x) (Elfwing et al. 2018) */
export const silu = activation('silu', (x) => mul(x, sigmoid(x)));

/**
 * log(1 + e^x) = max(x, 0) + log1p(e^-|x|). The derivative, sigmoid(x), is stated as a rule: those of max and |x| at 0
 * are one-sided.
 */
export const softplusOf = (x: Expr) =>
  makeGradientRule(add(max(x, 0), log1p(exp(neg(abs(x))))), [x], (g) => [mul(g, sigmoid(x))], 'pointwise');
export const softplus = activation('softplus', softplusOf);

/** log(sigmoid(x)) = -softplus(-x) */
export const logSigmoid = activation('logSigmoid', (x) => neg(softplusOf(neg(x))));

/** x where x > 0, else slope x (Maas et al. 2013). The derivative at 0 is the slope. */
export function leakyRelu<S extends Shape, D extends DType>(x: Floats<'leakyRelu', S, D>, slope = 0.01): Tensor<S> {
  const e = float('leakyRelu', x);
  numbersIn('leakyRelu', 'a number', { slope });
  return result(select(greater(e, 0), e, mul(e, slope)));
}

/** x where x > 0, else alpha (e^x - 1) (Clevert et al. 2016). The derivative at 0 is alpha. */
export function elu<S extends Shape, D extends DType>(x: Floats<'elu', S, D>, alpha = 1): Tensor<S> {
  const e = float('elu', x);
  numbersIn('elu', 'a number', { alpha });
  return result(select(greater(e, 0), e, mul(expm1(e), alpha)));
}

/**
 * x Phi(x), Phi the normal distribution function (Hendrycks and Gimpel 2016): by erf, or by the paper's approximation
 * 0.5 x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))), as x sigmoid of twice that. By erf it is off by up to 10^-7 |x|, which
 * is much of it below -5; the approximation keeps its digits.
 */
export function gelu<S extends Shape, D extends DType>(
  x: Floats<'gelu', S, D>,
  form: 'erf' | 'tanh' = 'erf',
): Tensor<S> {
  const e = float('gelu', x);
  if (form === 'erf') return result(mul(mul(e, 0.5), add(erf(mul(e, Math.SQRT1_2)), 1)));
  // (1 + tanh u) / 2 = sigmoid(2u), which is small without a difference
  return result(mul(e, sigmoid(mul(geluArgument(e), Math.sqrt(8 / Math.PI)))));
}

const geluArgument = (x: Expr) => add(x, mul(mul(mul(x, x), x), 0.044715));
