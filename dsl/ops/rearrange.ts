// Axes moved, cut, joined, reduced and repeated by patterns (Rogozhnikov 2022). All three are compositions of a reshape, a
// reduction, a view and a reshape.
import { targetSizes } from '../binding.ts';
import { axisMap, makeReshape, makeView } from '../build.ts';
import type { DType } from '../dtype.ts';
import type { Expr } from '../expr.ts';
import * as expression from '../expression/reduce.ts';
import type { Arranged, Message, PatternOp, Shape, Sizes } from '../shape/index.ts';
import { arrange, oneOf } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { operand, result } from './boundary.ts';
import { bool, float, numeric } from './operands.ts';

/** P where it fits, else the sentence. */
export type PatternOf<Op extends PatternOp, S extends unknown[], P extends string, Z> =
  Arranged<Op, S, P, Z> extends infer R extends string ? R : P;
/** The shape that it makes. */
export type ArrangedShape<Op extends PatternOp, S extends unknown[], P extends string, Z> =
  Arranged<Op, S, P, Z> extends infer R extends Shape ? R : Shape;

const reductions = {
  sum: [numeric, expression.sum],
  mean: [float, expression.mean],
  max: [numeric, expression.max],
  min: [numeric, (x: Expr, over: readonly number[]) => expression.reduce('min', 'min', x, over)],
  prod: [numeric, (x: Expr, over: readonly number[]) => expression.reduce('prod', 'prod', x, over)],
  any: [bool, (x: Expr, over: readonly number[]) => expression.reduce('any', 'max', x, over)],
  all: [bool, (x: Expr, over: readonly number[]) => expression.reduce('all', 'min', x, over)],
} as const;
type Kind = keyof typeof reductions;
type Accepted = Record<'sum' | 'max' | 'min' | 'prod', 'f32' | 'i32'> &
  Record<'mean', 'f32'> &
  Record<'any' | 'all', 'bool'>;
/** K where it reduces elements of type D, else the sentence. */
type Reducing<K extends Kind, D extends DType> = [D] extends [Accepted[K]]
  ? K
  : Message<
      'typeIs',
      ['reduce', 'operand', D, { mean: 'f32'; any: 'bool'; all: 'bool' }[K & ('mean' | 'any' | 'all')]]
    >;

/** The composition. Sizes may be names, { h: 'heads' }. */
export function arranged(op: PatternOp, x: unknown, pattern: unknown, given: unknown = {}, kind?: Kind): Expr {
  const e = operand(op, x);
  if (typeof given !== 'object' || given === null)
    throw new TypeError(`${op}: sizes are an object of axes, { h: 8 }, not ${String(given)}`);
  const names = Object.keys(given);
  const dims = names.map((n) => (given as Sizes)[n]!);
  const sizes = targetSizes(op, dims);
  const plan = arrange(op, e.shape, pattern as string, Object.fromEntries(names.map((n, i) => [n, sizes[i]!])));
  const called = (axes: readonly string[], from: readonly (number | null)[]) =>
    from.map((f, i) => {
      const d = f ?? (given as Sizes)[axes[i]!];
      return d === undefined || (f === null && typeof d === 'number') ? null : d;
    });
  let y = makeReshape(e, plan.cut, called(plan.cutNames, plan.cutFrom));
  if (kind && plan.reduced.length > 0) y = reductions[kind][1](y, plan.reduced);
  const maps = y.shape.map((_, k) => axisMap(plan.order.length, plan.order.indexOf(k)));
  const moved = makeView(y, plan.sizes, maps);
  return makeReshape(moved, plan.shape, plan.shapeFrom);
}

/**
 * The same elements with their axes moved, cut and joined: rearrange(x, 'b t (h d) -> b h t d', { h: 8 }). A pattern names the
 * axes on both sides; '(h d)' is one axis that is cut into two, of which one size at most can be computed, 1 an axis of size
 * 1, and '...' any axes.
 */
export function rearrange<
  S extends Shape,
  D extends DType,
  const P extends string,
  const Z extends Sizes = Record<never, never>,
>(
  x: Tensor<S, D>,
  pattern: PatternOf<'rearrange', S, P, Z>,
  sizes?: Z,
): Tensor<ArrangedShape<'rearrange', S, P, Z>, D> {
  return result(arranged('rearrange', x, pattern, sizes));
}

/**
 * Reduced over the axes that the right side lacks: reduce(x, 'b c (h 2) (w 2) -> b c h w', 'max') is pooling. `kind` is sum,
 * mean, max, min, prod, any or all.
 */
export function reduce<
  S extends Shape,
  D extends DType,
  const P extends string,
  K extends Kind,
  const Z extends Sizes = Record<never, never>,
>(
  x: Tensor<S, D>,
  pattern: PatternOf<'reduce', S, P, Z>,
  kind: Reducing<K, D>,
  sizes?: Z,
): Tensor<ArrangedShape<'reduce', S, P, Z>, D> {
  oneOf('reduce', 'the kind', kind ?? 'none', Object.keys(reductions));
  reductions[kind as Kind][0]('reduce', x);
  return result(arranged('reduce', x, pattern, sizes, kind as Kind));
}
