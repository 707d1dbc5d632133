// g * partial, without the product where the partial is 1, -1, 0 or a mask: then it is exact, also for infinite g.
import { isLiteral, literal } from '../build.ts';
import type { Expr } from '../expr.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';

/** The value of a number broadcast to any shape, or null: zeros(3) is a leaf, by which derivatives may be taken. */
export function literalValue(e: Expr): number | null {
  const source = e.kind === 'view' && e.axes.length === 0 ? e.source : e;
  return source.kind === 'constant' && isLiteral(source) ? source.data[0]! : null;
}

export function zeros(like: Expr): Expr {
  return literal(0, 'f32', like.shape);
}

/** g * partial; null for 0 */
export function scale(g: Expr, partial: Expr): Expr | null {
  const value = literalValue(partial);
  if (value === 0) return null;
  if (value === 1) return g;
  if (value === -1) return map(scalars.neg, g);
  if (partial.kind === 'map' && partial.op.name === 'select') {
    const [condition, yes, no] = partial.args;
    if (literalValue(yes!) === 1 && literalValue(no!) === 0) return map(scalars.select, condition!, g, 0);
    if (literalValue(yes!) === 0 && literalValue(no!) === 1) return map(scalars.select, condition!, 0, g);
  }
  return map(scalars.mul, g, partial);
}
