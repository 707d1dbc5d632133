// What one loop computes: from a value too large to be stored whole, all that is computed of it along one axis up to the
// values that leave, which are small.
import type { Expr } from '../../../dsl/expr.ts';
import { elementCount, operands } from '../../../dsl/expr.ts';
import { factorsOf } from '../contractions.ts';
import { axesOfOperands, axisOfUser } from './axis.ts';

export interface Region {
  readonly seeds: ReadonlyMap<Expr, number>;
  /** what is computed in blocks, and the axis of each */
  readonly inside: ReadonlyMap<Expr, number>;
  /** what leaves, and its axis; null: it is a sum over the axis */
  readonly exits: ReadonlyMap<Expr, number | null>;
  /** what depends on what is inside and is not computed with it */
  readonly after: { has(e: Expr): boolean };
  readonly isLarge: (e: Expr) => boolean;
  /** are large values computed again by later loops? */
  readonly isAgain: boolean;
}

/** `count` blocks of `size`, and a rest that is computed after them. */
export interface Cut {
  readonly count: number;
  readonly size: number;
  readonly rest: number;
}

/**
 * The region of the seeds, each a large value with the axis to go along. What depends on an exit waits for the next
 * loop, which computes the large values again that it needs (the backward pass of attention, with the rows' maxima and
 * sums that the forward one gives out: Dao et al. 2022). null: something large cannot be computed in blocks, or has to
 * be stored anyway.
 */
export function regionOf(
  order: readonly Expr[],
  roots: readonly Expr[],
  seeds: ReadonlyMap<Expr, number>,
  times: number,
): Region | null {
  const size = Math.min(...[...seeds.keys()].map((s) => elementCount(s.shape)));
  const isLarge = (e: Expr) => elementCount(e.shape) * times >= size;
  const inside = new Map<Expr, number>();
  /** what is not computed with it: what leaves, by its axis, and what is later than that (undefined) */
  const after = new Map<Expr, number | null | undefined>();
  for (const e of order) {
    const below = operands(e);
    const axis = seeds.get(e);
    if (below.some((o) => after.has(o))) {
      if (axis !== undefined) return null;
      after.set(e, undefined);
    } else if (axis !== undefined) inside.set(e, axis);
    else if (below.some((o) => inside.has(o))) {
      const along = axisIn(e, below, inside);
      // a product of large values that is small ends the region: what follows has nothing to do with their rows
      const isProduct = e.kind === 'reduce' && factorsOf(e) !== null && !isLarge(e);
      if (along === null || isProduct) after.set(e, along);
      else inside.set(e, along);
    }
  }
  for (const e of withoutLarge(order, inside, isLarge)) {
    after.set(e, inside.get(e)!);
    inside.delete(e);
  }
  const exits = exitsOf(inside, after, isLarge);
  if (!exits) return null;
  const again = readAgain(order, roots, inside, exits, isLarge);
  if (again.some((e) => isLarge(e) && roots.includes(e))) return null;
  for (const e of again) if (!isLarge(e)) exits.set(e, inside.get(e)!);
  return { seeds, inside, exits, after, isLarge, isAgain: again.some(isLarge) };
}

/** The axis of `e` if all of its operands inside agree on one. */
function axisIn(e: Expr, below: readonly Expr[], inside: ReadonlyMap<Expr, number>): number | null {
  const from = below.find((o) => inside.has(o))!;
  const axis = axisOfUser(e, from, inside.get(from)!);
  if (axis === null) return null;
  return axesOfOperands(e, axis)!.every(([o, k]) => (inside.get(o) ?? k) === k) ? axis : null;
}

/** Small values from which nothing large is computed. */
function withoutLarge(
  order: readonly Expr[],
  inside: ReadonlyMap<Expr, number>,
  isLarge: (e: Expr) => boolean,
): Expr[] {
  const needed = new Set<Expr>();
  return order.toReversed().filter((e) => {
    if (!inside.has(e)) return false;
    if (!isLarge(e) && !needed.has(e)) return true;
    for (const o of operands(e)) needed.add(o);
    return false;
  });
}

/** Small values that read large ones; null: something large does. */
function exitsOf(
  inside: ReadonlyMap<Expr, number>,
  after: ReadonlyMap<Expr, number | null | undefined>,
  isLarge: (e: Expr) => boolean,
): Map<Expr, number | null> | null {
  const exits = new Map<Expr, number | null>();
  for (const [e, axis] of after) {
    if (axis === undefined || !operands(e).some((o) => inside.has(o) && isLarge(o))) continue;
    if (isLarge(e) || (axis === null && !isSum(e, inside))) return null;
    exits.set(e, axis);
  }
  return exits.size > 0 ? exits : null;
}

/** What is read beside the exits: large values, which later loops compute from the small ones among them. */
function readAgain(
  order: readonly Expr[],
  roots: readonly Expr[],
  inside: ReadonlyMap<Expr, number>,
  exits: ReadonlyMap<Expr, number | null>,
  isLarge: (e: Expr) => boolean,
): Expr[] {
  const read = new Set(roots);
  return order.toReversed().filter((e) => {
    const isInside = inside.has(e);
    if (exits.has(e) || (isInside && !read.has(e))) return false;
    if (!isInside || isLarge(e)) for (const o of operands(e)) read.add(o);
    return isInside;
  });
}

/** A sum over the axis, and perhaps others: those of blocks are added. */
function isSum(e: Expr, inside: ReadonlyMap<Expr, number>): boolean {
  return e.kind === 'reduce' && e.monoid === 'sum' && e.dtype !== 'bool' && e.axes.includes(inside.get(e.source) ?? -1);
}
