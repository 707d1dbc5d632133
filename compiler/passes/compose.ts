// Views in the compiler: a view of a view is one view, a reshape of a reshape is one reshape. (The language keeps each, since
// derivatives may be taken by any of them.)
import { makeReshape } from '../../dsl/build.ts';
import type { Expr } from '../../dsl/expr.ts';
import { composedView } from '../../dsl/expression/composed.ts';
import { rebuild } from '../../dsl/rebuild.ts';

export function composedReshape(source: Expr, shape: readonly number[]): Expr {
  let base = source;
  while (base.kind === 'reshape') base = base.source;
  return makeReshape(base, shape);
}

const make = { view: composedView, reshape: composedReshape };

/** `e` over other operands. */
export const recomposed = (e: Parameters<typeof rebuild>[0], of: (operand: Expr) => Expr): Expr => rebuild(e, of, make);
