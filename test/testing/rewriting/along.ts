// Views of one axis, and axes in another order.
import { axisMap, makeView } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';

/** Uniform in 0 .. n - 1. */
export type Draw = (n: number) => number;

export const pick = <T>(list: readonly T[], draw: Draw): T => list[draw(list.length)]!;

/** Reads axis k at coefficient i + offset, `extent` times. */
export function along(e: Expr, k: number, extent: number, coefficient: number, offset: number, fill = 0): Expr {
  const rank = e.shape.length;
  const axes = e.shape.map((_, j) => (j === k ? axisMap(rank, k, coefficient, offset) : axisMap(rank, j)));
  return makeView(e, e.shape.with(k, extent), axes, fill);
}

/** Axis j of the result is axis order[j]. */
export function permuted(e: Expr, order: readonly number[]): Expr {
  const axes = e.shape.map((_, k) => axisMap(order.length, order.indexOf(k)));
  return makeView(
    e,
    order.map((k) => e.shape[k]!),
    axes,
  );
}

export function orderOf(rank: number, draw: Draw): number[] {
  const order = [...Array(rank).keys()];
  for (let i = rank - 1; i > 0; i--) {
    const j = draw(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
