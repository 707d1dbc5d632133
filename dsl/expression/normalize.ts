// Normalisation on expressions: values less their mean, over their standard deviation.
import type { Expr } from '../expr.ts';
import { normalizeAxes } from '../shape/rules/index.ts';
import { gradientStop } from './gradient.ts';
import { add, max, mul, rsqrt, square, sub } from './pointwise.ts';
import { type Axes, dropped, mean } from './reduce.ts';

export interface Moments {
  readonly mean: Expr;
  readonly deviation: Expr;
  /** E[(x - mean)^2] */
  readonly variance: Expr;
}

/**
 * The moments over `axes`, which are kept as size 1, where values are large beside their differences too: m, the mean as
 * a float, is off by c = E[x - m], and the variance is E[(x - m)^2] - c^2 (Chan, Golub and LeVeque 1983). Of equal values
 * both are exact.
 */
export function moments(x: Expr, axes: readonly number[]): Moments {
  const m = mean(x, axes, true);
  const d = sub(x, m);
  // 0 but for rounding, whatever x is
  const c = gradientStop(mean(d, axes, true));
  return {
    mean: add(m, c),
    deviation: sub(d, c),
    variance: max(sub(mean(square(d), axes, true), square(c)), 0),
  };
}

/** mean((x - mean(x))^2) */
export function variance(x: Expr, axes?: Axes, keepDims = false): Expr {
  const over = normalizeAxes('variance', x.shape, axes);
  const v = moments(x, over).variance;
  return keepDims ? v : dropped(v, over);
}

/** (x - mean) / sqrt(variance + epsilon) over `axes` */
export function standardized(x: Expr, axes: readonly number[], epsilon: number): Expr {
  const { deviation, variance } = moments(x, axes);
  return mul(deviation, inverseDeviation(variance, epsilon));
}

/** 1 / sqrt(variance + epsilon) */
export const inverseDeviation = (variance: Expr, epsilon: number): Expr =>
  rsqrt(epsilon === 0 ? variance : add(variance, epsilon));

/**
 * decay a + (1 - decay) b, as one of them and a part of their difference: the factors as floats need not add up to 1, so
 * that an average of equal numbers would be another number.
 */
export const average = (a: Expr, b: Expr, decay: number): Expr =>
  decay > 0.5 ? add(a, mul(sub(b, a), 1 - decay)) : add(b, mul(sub(a, b), decay));
