// Reductions on expressions, with axes normalized and kept as size 1 on request.
import { axisMap, literal, makeGradientRule, makeReduce, makeReshape, makeView, mostCounted } from '../build.ts';
import { ShapeError } from '../error.ts';
import { type Expr, elementCount, type Monoid } from '../expr.ts';
import { normalizeAxes, normalizeAxis, reduceShape } from '../shape/rules/index.ts';
import { gradientStop } from './gradient.ts';
import { abs, add, div, equal, exp, greater, log1p, mul, select, sub } from './pointwise.ts';
import { alongAxis, flip } from './views.ts';

export type Axes = number | readonly number[] | undefined;

export function reduce(op: string, monoid: Monoid, x: Expr, axes: Axes, keepDims = false): Expr {
  const over = normalizeAxes(op, x.shape, axes);
  const counted = elementCount(over.map((a) => x.shape[a]!));
  const counts = monoid === 'argMax' || monoid === 'argMin' || op === 'count';
  if (counts && counted > mostCounted) throw new ShapeError('counted', [op, x.shape, counted, mostCounted]);
  const reduced = makeReduce(monoid, x, over);
  return keepDims ? kept(reduced, x, over) : reduced;
}

/** A reduction of `x` over `over` with 1 in their places. */
function kept(reduced: Expr, x: Expr, over: readonly number[]): Expr {
  const others = x.shape.flatMap((_, i) => (over.includes(i) ? [] : [i]));
  const labels = x.shape.map((_, i) => (over.includes(i) ? null : others.indexOf(i)));
  return makeReshape(reduced, reduceShape(x.shape, over, true), labels);
}

/** The other way round. */
export function dropped(e: Expr, over: readonly number[]): Expr {
  return makeReshape(
    e,
    reduceShape(e.shape, over, false),
    e.shape.map((_, i) => i).filter((i) => !over.includes(i)),
  );
}

export const sum = (x: Expr, axes?: Axes, keepDims = false) => reduce('sum', 'sum', x, axes, keepDims);
export const max = (x: Expr, axes?: Axes, keepDims = false) => reduce('max', 'max', x, axes, keepDims);

export function mean(x: Expr, axes?: Axes, keepDims = false, op = 'mean'): Expr {
  const over = normalizeAxes(op, x.shape, axes);
  const count = elementCount(over.map((a) => x.shape[a]!));
  // divided: 1 / n is rounded, and n ones would have another mean than 1
  return div(sum(x, over, keepDims), count);
}

/**
 * The maximum over `axes`, kept as size 1, and 0 where it is infinite (a row of -Infinity): what exponents are shifted
 * by. The shift cancels in the result, so no gradient flows through it.
 */
export function finiteMax(x: Expr, axes: readonly number[]): Expr {
  const top = max(x, axes, true);
  return gradientStop(select(equal(abs(top), Number.POSITIVE_INFINITY), 0, top));
}

/** d = x - max(x), and log(sum(exp(d))): both without overflow and with all digits. */
function shifted(x: Expr, over: readonly number[]): { readonly top: Expr; readonly below: Expr; readonly log: Expr } {
  const top = finiteMax(x, over);
  const below = sub(x, top);
  const isTop = equal(below, 0);
  const powers = exp(below);
  // sum(exp(d)) - 1, of which 1 is a largest element's, so that log1p has the digits of the others
  const others = add(
    sum(select(isTop, 0, powers), over, true),
    sub(sum(select(isTop, literal(1, 'f32'), 0), over, true), 1),
  );
  const ruled = makeGradientRule(others, [x], (g) => [mul(g, powers)], 'pointwise');
  return { top, below, log: log1p(ruled) };
}

/**
 * log(sum(exp(x))) = m + log1p(sum(exp(x - m)) - 1), m = max(x), the 1 never added: no overflow, and no digits lost. A
 * row of -Infinity gives -Infinity.
 */
export function logSumExp(x: Expr, axes?: Axes, keepDims = false): Expr {
  const over = normalizeAxes('logSumExp', x.shape, axes);
  const { top, log } = shifted(x, over);
  const total = add(log, top);
  return keepDims ? total : dropped(total, over);
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

/** (x - m) - log1p(sum(exp(x - m)) - 1), m = max(x) */
export function logSoftmax(x: Expr, axis = -1): Expr {
  const { below, log } = shifted(x, [normalizeAxis('logSoftmax', x.shape, axis)]);
  return sub(below, log);
}

/** terms that a window of a prefix sum adds */
const windowOfPrefix = 16;

export interface CumulativeOptions {
  /** from the end: y_t = x_t + ... + x_(n-1) */
  readonly reverse?: boolean;
  /** without x_t itself: y_0 = 0 */
  readonly exclusive?: boolean;
}

/** y_t = x_0 + ... + x_t */
export function cumulativeSum(
  x: Expr,
  axis = -1,
  { reverse = false, exclusive = false }: CumulativeOptions = {},
): Expr {
  const a = normalizeAxis('cumulativeSum', x.shape, axis);
  const turned = (y: Expr) => (reverse ? flip(y, [a]) : y);
  return turned(prefixSum(turned(x), a, exclusive));
}

/**
 * The axis is cut into blocks of 16: a place is the sum of the window of its block that ends there, and of the blocks
 * before, of which there is a prefix sum too (Blelloch 1990). Work and memory are those of n, and a term goes through
 * at most 16 additions for each digit of n in base 16.
 */
function prefixSum(x: Expr, a: number, exclusive: boolean): Expr {
  const n = x.shape[a]!;
  const size = Math.min(n, windowOfPrefix);
  if (size === 0) return x;
  const count = Math.ceil(n / size);
  const blocks = makeReshape(alongAxis(x, a, count * size, 1, 0), x.shape.toSpliced(a, 1, count, size));
  // out[.., b, i, .., j] = blocks[.., b, i + j - size + 1, ..]
  const rank = blocks.shape.length;
  const maps = blocks.shape.map((_, k) => axisMap(rank + 1, k));
  const coefficients = maps[a + 1]!.coefficients.with(rank, 1);
  maps[a + 1] = { offset: 1 - size, coefficients, divisor: 1 };
  let sums = makeReduce('sum', makeView(blocks, [...blocks.shape, size - (exclusive ? 1 : 0)], maps), [rank]);
  if (count > 1) {
    const before = prefixSum(makeReduce('sum', blocks, [a + 1]), a, true);
    sums = add(makeReshape(before, blocks.shape.with(a + 1, 1)), sums);
  }
  return alongAxis(makeReshape(sums, x.shape.with(a, count * size)), a, n, 1, 0);
}
