// Contractions: sums of products of two factors, each reused along an axis of the result that it does not depend on
// (matrix products, convolutions and their gradients). They are recognised by their index maps, not by name.
import type { Expr, Reduce, Reshape, View } from '../../dsl/expr.ts';
import { elementCount, operands } from '../../dsl/expr.ts';
import { isBijective, isMaskedView } from './views.ts';

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

/** Can the value change along axis `j`? Yes where it is not known. */
export function dependsOn(e: Expr, j: number, depth = 0): boolean {
  if (depth > 3) return true;
  if (e.kind === 'map') return e.args.some((a) => dependsOn(a, j, depth + 1));
  if (e.kind === 'iota') return e.axis === j;
  if (e.kind === 'view') return e.axes.some((a) => a.coefficients[j] !== 0);
  if (e.kind === 'reshape') return dependsOnReshaped(e.source, e.shape, j);
  return true;
}

/** Axis j of a reshape, where it is an axis of the source too (equal sizes before and after it). */
function dependsOnReshaped(source: Expr, shape: readonly number[], j: number): boolean {
  const before = elementCount(shape.slice(0, j));
  for (let k = 0; k < source.shape.length; k++) {
    if (source.shape[k] === shape[j] && elementCount(source.shape.slice(0, k)) === before) return dependsOn(source, k);
  }
  return true;
}

/**
 * Nodes that must be in memory so that both factors are plain loads. A pointwise value that all users read through the
 * same permutations and reshapes is stored as they see it, so that the contraction's loops are not cut by them; the
 * result of a reduction keeps its own layout, in which it was computed.
 */
export function contractionBases(r: Reduce, uses: ReadonlyMap<Expr, number>): Expr[] {
  return (factorsOf(r) ?? []).map((factor) => {
    const chain: Expr[] = [factor];
    for (let e = factor; isPlainStep(e); e = e.source) chain.push(e.source);
    let stored = chain.pop()!;
    if (isReduced(stored)) return stored;
    while (chain.length > 0 && uses.get(stored) === 1 && isOneToOne(chain.at(-1)!)) stored = chain.pop()!;
    return stored;
  });
}

function isPlainStep(e: Expr): e is View | Reshape {
  return e.kind === 'reshape' || (e.kind === 'view' && !isMaskedView(e));
}

function isOneToOne(e: Expr): boolean {
  return e.kind === 'reshape' || (e.kind === 'view' && isBijective(e));
}

/** Is it a reduction, or computed from one at the same position? */
function isReduced(e: Expr, depth = 0): boolean {
  if (e.kind === 'reduce') return true;
  return depth < 4 && (e.kind === 'map' || isOneToOne(e)) && operands(e).some((o) => isReduced(o, depth + 1));
}
