// Where a reduction's value came from: broadcasting over reduced axes, and the positions that max and min picked.
import { axisMap, literal, makeIota, makeReduce, makeReshape, makeView } from '../build.ts';
import { type Expr, elementCount, type MapNode, type Reduce } from '../expr.ts';
import { alongAxis, flip, permute, rangeOf, repeat } from '../expression/views.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { isMasked } from '../view.ts';

/** `reduced` (without `axes`) repeated along `axes` of `shape`. */
export function spread(reduced: Expr, shape: readonly number[], axes: readonly number[]): Expr {
  const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i));
  return makeView(
    reduced,
    shape,
    kept.map((axis) => axisMap(shape.length, axis)),
  );
}

/** bool, of the source's shape: the position that max or min picked (the first of equals). */
export function picked(e: Reduce): Expr {
  const { shape } = e.source;
  let flat: Expr | null = null;
  for (const axis of e.axes) {
    const index = makeIota(shape, axis);
    flat = flat === null ? index : map(scalars.add, map(scalars.mul, flat, shape[axis]!), index);
  }
  const which = makeReduce(e.monoid === 'max' ? 'argMax' : 'argMin', e.source, e.axes);
  return map(scalars.equal, flat!, spread(which, shape, e.axes));
}

/** d prod / d x_i = the product of the others, exact where some are zero. */
export function othersProduct({ source, axes }: Reduce): Expr {
  const order = [...source.shape.keys()].filter((axis) => !axes.includes(axis)).concat(axes);
  const last = permute(source, order);
  const rows = makeReshape(last, [
    ...last.shape.slice(0, -axes.length),
    elementCount(axes.map((k) => source.shape[k]!)),
  ]);
  return permute(
    makeReshape(othersOf(rows), last.shape),
    order.map((_, axis) => order.indexOf(axis)),
  );
}

/**
 * The same along the last axis, in linear time: x_i is paired with the element half the axis further on, and the others of
 * a pair's product, times the partner of x_i, are those of x_i.
 */
function othersOf(x: Expr): Expr {
  const axis = x.shape.length - 1;
  const n = x.shape[axis]!;
  if (n < 2) return literal(1, 'f32', x.shape);
  const half = (n + 1) >> 1;
  const even = alongAxis(x, axis, 2 * half, 1, 0, 1);
  const pairs = makeReshape(even, [...x.shape.slice(0, -1), 2, half]);
  const partners = makeReshape(flip(pairs, [axis]), even.shape);
  const others = othersOf(makeReduce('prod', pairs, [axis]));
  return rangeOf(map(scalars.mul, repeat(others, axis, 2), partners), axis, 0, n);
}

/** bool [...I, ...R]: does the index hit one of `rows`? Of the shape of `like`, whose leading axes are the indices'. */
export function inRange(indices: Expr, rows: number, like: Expr): Expr {
  const within = map(scalars.and, map(scalars.greaterEqual, indices, 0), map(scalars.less, indices, rows));
  const trailing = like.shape.map((_, i) => i).slice(indices.shape.length);
  return spread(within, like.shape, trailing);
}

/** A product with a factor that repeats along axes: summed, it may be a contraction. */
export function mayContract(e: Expr): e is MapNode {
  return e.kind === 'map' && e.op.name === 'mul' && e.args.some((a) => repeats(a).length > 0);
}

/** The axes along which a view of more than one number repeats. */
export function repeats(e: Expr): readonly number[] {
  if (e.kind !== 'view' || e.axes.length === 0) return [];
  return [...e.shape.keys()].filter((j) => e.axes.every((a) => a.coefficients[j] === 0));
}

/** May the values differ along the axis? */
export function varies(e: Expr, axis: number): boolean {
  if (e.shape[axis] === 1) return false;
  if (e.kind === 'map') return e.args.some((a) => varies(a, axis));
  if (e.kind !== 'view') return true;
  const { source, shape } = e;
  return e.axes.some(
    (a, k) => a.coefficients[axis] !== 0 && (varies(source, k) || isMasked(a, source.shape[k]!, shape)),
  );
}
