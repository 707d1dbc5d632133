// Where a reduction's value came from: broadcasting over reduced axes, and the positions that max and min picked.
import { axisMap, makeIota, makeReduce, makeView } from '../build.ts';
import type { Expr, MapNode, Reduce } from '../expr.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';

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

/**
 * d prod / d x_i = the product of the others, exact where some are zero: an n x n product with ones on the diagonal.
 */
export function othersProduct(e: Reduce): Expr {
  const { shape } = e.source;
  const rank = shape.length;
  const extents = e.axes.map((a) => shape[a]!);
  // axes 0..rank-1 are the position of x_i, the rest that of the factor x_j
  const wide = [...shape, ...extents];
  const factor = makeView(
    e.source,
    wide,
    shape.map((_, k) => axisMap(wide.length, e.axes.includes(k) ? rank + e.axes.indexOf(k) : k)),
  );
  let same: Expr | null = null;
  e.axes.forEach((axis, i) => {
    const equal = map(scalars.equal, makeIota(wide, axis), makeIota(wide, rank + i));
    same = same === null ? equal : map(scalars.and, same, equal);
  });
  const others = map(scalars.select, same!, 1, factor);
  return makeReduce(
    'prod',
    others,
    extents.map((_, i) => rank + i),
  );
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
  if (e.kind === 'map') return e.args.some((a) => varies(a, axis));
  return e.kind !== 'view' || e.axes.some((a) => a.coefficients[axis] !== 0);
}
