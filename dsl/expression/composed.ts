// A view of a view as one view. The language keeps each where it is written, since derivatives may be taken by any of them;
// gradients and the compiler compose.
import { makeView } from '../build.ts';
import type { AxisMap, Expr } from '../expr.ts';
import { composeViews, isIdentity } from '../view.ts';

/** The view of `source`, down to the first value that is no view, cannot be composed, or is one of `kept`. */
export function composedView(
  source: Expr,
  shape: readonly number[],
  axes: readonly AxisMap[],
  fill = 0,
  kept?: ReadonlySet<Expr>,
): Expr {
  let one = { source, axes, fill };
  while (one.source.kind === 'view' && !kept?.has(one.source) && !isIdentity(one.source.shape, shape, one.axes)) {
    const composed = composeViews(one.source, shape, one.axes, one.fill);
    if (composed === null) break;
    one = { source: one.source.source, ...composed };
  }
  return makeView(one.source, shape, one.axes, one.fill);
}
