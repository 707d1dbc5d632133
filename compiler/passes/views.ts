// What fusion needs to know of views: one-to-one? how many of its elements read the source?
import type { AxisMap, Expr, View } from '../../dsl/expr.ts';
import { elementCount } from '../../dsl/expr.ts';
import { isMasked } from '../../dsl/view.ts';
import { greatestCommonDivisor } from '../program/indices.ts';

/** Does some element of the view read `fill`? */
export function isMaskedView(v: View): boolean {
  return v.axes.some((a, k) => isMasked(a, v.source.shape[k]!, v.shape));
}

/** Does every source element appear exactly once (a permutation, a flip, axes of size one added or dropped)? */
export function isBijective(v: View): boolean {
  if (elementCount(v.shape) !== elementCount(v.source.shape) || isMaskedView(v)) return false;
  return v.axes.every((a, k) => {
    const moving = a.coefficients.filter((c, j) => c !== 0 && v.shape[j]! > 1);
    return v.source.shape[k]! <= 1 ? moving.length === 0 : moving.length === 1 && Math.abs(moving[0]!) === 1;
  });
}

/** How many elements of the view read the source (exact when each source axis is read along one output axis). */
export function validCount(v: View): number {
  let count = elementCount(v.shape);
  v.axes.forEach((a, k) => {
    if (isMasked(a, v.source.shape[k]!, v.shape)) count *= validFraction(a, v.source.shape[k]!, v.shape);
  });
  return count;
}

function validFraction(a: AxisMap, extent: number, shape: readonly number[]): number {
  const used = a.coefficients.flatMap((c, j) => (c !== 0 && shape[j]! > 1 ? [j] : []));
  if (used.length !== 1) return 1;
  const j = used[0]!;
  const c = a.coefficients[j]!;
  // the outputs whose numerator lies in [0, extent divisor), of which each `period`-th divides, if one of them does
  const ends = [-a.offset / c, (extent * a.divisor - 1 - a.offset) / c].sort((x, y) => x - y);
  const [first, last] = [Math.max(0, Math.ceil(ends[0]!)), Math.min(shape[j]! - 1, Math.floor(ends[1]!))];
  let at = first;
  while (at <= last && at - first < a.divisor && (a.offset + c * at) % a.divisor !== 0) at++;
  const isNone = at > last || at - first === a.divisor;
  const period = a.divisor / greatestCommonDivisor(a.divisor, Math.abs(c));
  return isNone ? 0 : (Math.floor((last - at) / period) + 1) / shape[j]!;
}

/** The value in whose place in memory `e` is: a reshape is where its source is. */
export function placedAs(e: Expr): Expr {
  return e.kind === 'reshape' ? placedAs(e.source) : e;
}
