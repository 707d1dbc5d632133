// The gradient of a windowed product with respect to its input arrives as a sum of overlapping pieces:
//   dx[h] = sum_k R[h - k, k] where 0 <= h - k < count,    R[t, k] = sum_f dy[f, t] w[f, k]
// R has an element for every window and position: k times the size of x. The sums are joined into one contraction,
//   dx[h] = sum_(k, f) dy[f, h - k] w[f, k],    dy read as 0 outside
// that stores nothing in between. (Terms outside become 0 w[f, k]: the same for every finite w.) Where windows are far
// apart (stride > 1) most of those terms would be zeros, and the two sums stay.
import { makeMap, makeReduce } from '../../dsl/build.ts';
import type { AxisMap, Expr, Reduce, View } from '../../dsl/expr.ts';
import { elementCount, topological } from '../../dsl/expr.ts';
import { composedView } from '../../dsl/expression/composed.ts';
import { isMasked } from '../../dsl/view.ts';
import type { Graph } from '../graph.ts';
import { rootsOf } from '../graph.ts';
import { dependsOn, factorsOf } from './contractions.ts';
import { countUses, rewriteGraph } from './rewrite.ts';

/** More multiplications than this, relative to the two sums, are not worth it. */
const mostWork = 3;

export function joinWindowSums(graph: Graph): Graph {
  const roots = rootsOf(graph);
  const uses = countUses(topological(roots), roots);
  const isAlone = (e: Expr) => (uses.get(e) ?? 1) === 1;
  return rewriteGraph(graph, (e, original) => {
    if (e.kind !== 'reduce' || e.monoid !== 'sum' || e.source.kind !== 'view') return e;
    const view = e.source;
    if (view.source.kind !== 'reduce' || original.kind !== 'reduce' || original.source.kind !== 'view') return e;
    if (!isAlone(original.source) || !isAlone(original.source.source)) return e;
    return joined(e, view, view.source) ?? e;
  });
}

/** sum over `outer.axes` of view(inner), as one contraction over the view's axes followed by those that `inner` sums. */
function joined(outer: Reduce, view: View, inner: Reduce): Reduce | null {
  const factors = factorsOf(inner);
  if (!factors || inner.source.kind !== 'map') return null;
  if (view.fill !== 0 || view.axes.some((a) => a.divisor !== 1)) return null;
  if (elementCount(view.shape) > mostWork * elementCount(inner.shape)) return null;
  const kept = inner.source.shape.flatMap((_, j) => (inner.axes.includes(j) ? [] : [j]));
  const masked = kept.filter((_, p) => isMasked(view.axes[p]!, inner.shape[p]!, view.shape));
  if (masked.some((j) => factors.every((f) => !dependsOn(f, j)))) return null;
  const shape = [...view.shape, ...inner.axes.map((j) => inner.source.shape[j]!)];
  const read = factors.map((f) => composedView(f, shape, productAxes(f, view, inner, kept, shape.length)));
  const axes = [...outer.axes, ...inner.axes.map((_, i) => view.shape.length + i)];
  const sum = makeReduce('sum', makeMap(inner.source.op, read), axes);
  return sum.kind === 'reduce' && factorsOf(sum) ? sum : null;
}

/** Where a factor of the inner product is read; an axis that it does not depend on is read at 0, so never outside. */
function productAxes(f: Expr, view: View, inner: Reduce, kept: readonly number[], rank: number): AxisMap[] {
  const none = new Array<number>(rank).fill(0);
  return inner.source.shape.map((_, j): AxisMap => {
    if (!dependsOn(f, j)) return { offset: 0, coefficients: none, divisor: 1 };
    const p = kept.indexOf(j);
    if (p < 0) return { offset: 0, coefficients: none.with(view.shape.length + inner.axes.indexOf(j), 1), divisor: 1 };
    const a = view.axes[p]!;
    return { offset: a.offset, coefficients: none.map((_, i) => a.coefficients[i] ?? 0), divisor: 1 };
  });
}
