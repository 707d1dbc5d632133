// Reductions on expressions, with axes normalized and kept as size 1 on request.
import { makeReduce, makeReshape } from '../build.ts';
import { type Expr, elementCount, type Monoid } from '../expr.ts';
import { normalizeAxes, normalizeAxis, reduceShape } from '../shape/rules/index.ts';
import { gradientStop } from './gradient.ts';
import { abs, add, div, equal, exp, greater, log, mul, select, square, sub } from './pointwise.ts';
import { pad, rangeOf } from './views.ts';

export type Axes = number | readonly number[] | undefined;

export function reduce(op: string, monoid: Monoid, x: Expr, axes: Axes, keepDims = false): Expr {
  const over = normalizeAxes(op, x.shape, axes);
  const reduced = makeReduce(monoid, x, over);
  return keepDims ? makeReshape(reduced, reduceShape(x.shape, over, true)) : reduced;
}

export const sum = (x: Expr, axes?: Axes, keepDims = false) => reduce('sum', 'sum', x, axes, keepDims);
export const max = (x: Expr, axes?: Axes, keepDims = false) => reduce('max', 'max', x, axes, keepDims);

export function mean(x: Expr, axes?: Axes, keepDims = false, op = 'mean'): Expr {
  const over = normalizeAxes(op, x.shape, axes);
  const count = elementCount(over.map((a) => x.shape[a]!));
  return mul(sum(x, over, keepDims), 1 / count);
}

/** sum((x - mean(x))^2) / (n - correction); correction 1 is the unbiased estimate. */
export function variance(x: Expr, axes?: Axes, keepDims = false, correction = 0): Expr {
  const over = normalizeAxes('variance', x.shape, axes);
  const count = elementCount(over.map((a) => x.shape[a]!));
  const deviation = sub(x, mean(x, over, true));
  return div(sum(square(deviation), over, keepDims), count - correction);
}

/**
 * The maximum over `axes`, kept as size 1, and 0 where it is infinite (a row of -Infinity): what exponents are shifted
 * by. The shift cancels in the result, so no gradient flows through it.
 */
export function finiteMax(x: Expr, axes: readonly number[]): Expr {
  const top = max(x, axes, true);
  return gradientStop(select(equal(abs(top), Number.POSITIVE_INFINITY), 0, top));
}

/** log(sum(exp(x))) = m + log(sum(exp(x - m))), m = max(x): no overflow. A row of -Infinity gives -Infinity. */
export function logSumExp(x: Expr, axes?: Axes, keepDims = false): Expr {
  const over = normalizeAxes('logSumExp', x.shape, axes);
  const shift = finiteMax(x, over);
  const total = log(sum(exp(sub(x, shift)), over, keepDims));
  return add(total, makeReshape(shift, total.shape));
}

/** exp(x) / sum(exp(x)), shifted by the maximum. */
export function softmax(x: Expr, axis = -1): Expr {
  const over = [normalizeAxis('softmax', x.shape, axis)];
  const e = exp(sub(x, finiteMax(x, over)));
  return div(e, sum(e, over, true));
}

/**
 * The softmax along the last axis of those that `mask` allows; the others are 0 and get no gradient, and so is a row that
 * allows none. What stands where it forbids is not computed with: exp cannot overflow there.
 */
export function maskedSoftmax(x: Expr, mask: Expr): Expr {
  const last = [x.shape.length - 1];
  const shift = finiteMax(select(mask, x, Number.NEGATIVE_INFINITY), last);
  const e = select(mask, exp(sub(select(mask, x, shift), shift)), 0);
  const total = sum(e, last, true);
  return div(e, select(greater(total, 0), total, 1));
}

/** x - logSumExp(x) */
export function logSoftmax(x: Expr, axis = -1): Expr {
  const over = [normalizeAxis('logSoftmax', x.shape, axis)];
  return sub(x, logSumExp(x, over, true));
}

/** y_t = x_0 + ... + x_t, in log2(n) shifted additions (Hillis and Steele 1986). */
export function cumulativeSum(x: Expr, axis = -1): Expr {
  const a = normalizeAxis('cumulativeSum', x.shape, axis);
  const n = x.shape[a]!;
  let total = x;
  for (let reach = 1; reach < n; reach *= 2) {
    const padding = x.shape.map((_, k): [number, number] => [k === a ? reach : 0, 0]);
    total = add(total, pad(rangeOf(total, a, 0, n - reach), padding));
  }
  return total;
}
