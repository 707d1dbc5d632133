// Views in the compiler: a view of a view is one view, a reshape of a reshape is one reshape. (The language keeps each, since
// derivatives may be taken by any of them.)
import { makeReshape, makeView } from '../../dsl/build.ts';
import type { AxisMap, Expr } from '../../dsl/expr.ts';
import { rebuild } from '../../dsl/rebuild.ts';
import { composeViews, isIdentity } from '../../dsl/view.ts';

export function composedView(source: Expr, shape: readonly number[], axes: readonly AxisMap[], fill = 0): Expr {
  let one = { source, axes, fill };
  while (one.source.kind === 'view' && !isIdentity(one.source.shape, shape, one.axes)) {
    const composed = composeViews(one.source, shape, one.axes, one.fill);
    if (composed === null) break;
    one = { source: one.source.source, ...composed };
  }
  return makeView(one.source, shape, one.axes, one.fill);
}

export function composedReshape(source: Expr, shape: readonly number[]): Expr {
  let base = source;
  while (base.kind === 'reshape') base = base.source;
  return makeReshape(base, shape);
}

const make = { view: composedView, reshape: composedReshape };

/** `e` over other operands. */
export const recomposed = (e: Parameters<typeof rebuild>[0], of: (operand: Expr) => Expr): Expr => rebuild(e, of, make);
