// Normalisation on expressions: values less their mean, over their standard deviation.
import type { Expr } from '../expr.ts';
import { add, mul, rsqrt, square, sub } from './pointwise.ts';
import { mean } from './reduce.ts';

export interface Moments {
  readonly mean: Expr;
  readonly deviation: Expr;
  /** E[(x - mean)^2] = E[x^2] - mean^2, without the cancellation of the second form */
  readonly variance: Expr;
}

/** The moments over `axes`, which are kept as size 1. */
export function moments(x: Expr, axes: readonly number[]): Moments {
  const m = mean(x, axes, true);
  const deviation = sub(x, m);
  return { mean: m, deviation, variance: mean(square(deviation), axes, true) };
}

/** (x - mean) / sqrt(variance + epsilon) over `axes` */
export function standardized(x: Expr, axes: readonly number[], epsilon: number): Expr {
  const { deviation, variance } = moments(x, axes);
  return mul(deviation, inverseDeviation(variance, epsilon));
}

/** 1 / sqrt(variance + epsilon) */
export const inverseDeviation = (variance: Expr, epsilon: number): Expr =>
  rsqrt(epsilon === 0 ? variance : add(variance, epsilon));
