// Contractions: sums of products of two factors, each reused along an axis of the result that it does not depend on
// (matrix products, convolutions and their gradients). They are recognised by their index maps, not by name.
import type { Expr, Reduce } from '../../dsl/expr.ts';
import { baseOf } from './views.ts';

/** The two factors, or null if the reduction is no contraction. */
export function factorsOf(r: Reduce): readonly [Expr, Expr] | null {
  if (r.monoid !== 'sum' || r.dtype !== 'f32') return null;
  const product = r.source;
  if (product.kind !== 'map' || product.op.name !== 'mul') return null;
  const [a, b] = product.args as readonly [Expr, Expr];
  return isReused(a, r) && isReused(b, r) ? [a, b] : null;
}

/** Is the factor the same for all values of some kept axis? */
function isReused(factor: Expr, r: Reduce): boolean {
  return factor.shape.some((d, j) => d > 1 && !r.axes.includes(j) && !dependsOn(factor, j));
}

/** Can the value change along axis `j`? Answered through views only; yes where it is not known. */
function dependsOn(e: Expr, j: number, depth = 0): boolean {
  if (depth > 3) return true;
  if (e.kind === 'map') return e.args.some((a) => dependsOn(a, j, depth + 1));
  if (e.kind === 'iota') return e.axis === j;
  if (e.kind === 'view') return e.axes.some((a) => a.coefficients[j] !== 0);
  if (e.kind === 'reshape') return dependsOnReshaped(e.source, e.shape, j);
  return true;
}

/** Axis j of a reshape, where it is an axis of the source too (equal sizes before and after it). */
function dependsOnReshaped(source: Expr, shape: readonly number[], j: number): boolean {
  const before = product(shape.slice(0, j));
  for (let k = 0; k < source.shape.length; k++) {
    if (source.shape[k] === shape[j] && product(source.shape.slice(0, k)) === before) return dependsOn(source, k);
  }
  return true;
}

function product(dims: readonly number[]): number {
  return dims.reduce((a, b) => a * b, 1);
}

/** Nodes that must be in memory so that both factors are plain loads. */
export function contractionBases(r: Reduce): Expr[] {
  return (factorsOf(r) ?? []).map(baseOf);
}
