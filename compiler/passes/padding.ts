// Backends that pack contraction operands need factors that are plain loads. A factor read through a masked view (zero
// padding, or the dilation that the gradient of a strided convolution brings) is split here in two: a padded copy,
//   P[e - low] = source[e / divisor] where that is valid, else fill     (low <= e <= high: the numerators that occur)
// which fusion then stores, and a view of P that stays inside it.
import { axisMap, makeMap, makeReduce } from '../../dsl/build.ts';
import type { AxisMap, Expr, View } from '../../dsl/expr.ts';
import { elementCount } from '../../dsl/expr.ts';
import { composedView } from '../../dsl/expression/composed.ts';
import { isMasked, numeratorRange } from '../../dsl/view.ts';
import type { Graph } from '../graph.ts';
import { composedReshape } from './compose.ts';
import { factorsOf } from './contractions.ts';
import { rewriteGraph } from './rewrite.ts';
import { isMaskedView } from './views.ts';

/** Splits the masked views below contraction factors. */
export function padFactors(graph: Graph): Graph {
  return rewriteGraph(graph, (e) => {
    const factors = e.kind === 'reduce' ? factorsOf(e) : null;
    if (e.kind !== 'reduce' || !factors || e.source.kind !== 'map') return e;
    const padded = factors.map(withPaddedCopy);
    if (padded.every((f, i) => f === factors[i])) return e;
    return makeReduce(e.monoid, makeMap(e.source.op, padded), e.axes);
  });
}

function withPaddedCopy(e: Expr): Expr {
  if (e.kind === 'reshape') {
    const source = withPaddedCopy(e.source);
    return source === e.source ? e : composedReshape(source, e.shape);
  }
  if (e.kind !== 'view') return e;
  if (isMaskedView(e)) return split(e);
  const source = withPaddedCopy(e.source);
  return source === e.source ? e : composedView(source, e.shape, e.axes, e.fill);
}

function split(v: View): Expr {
  const extents: number[] = [];
  const copied: AxisMap[] = [];
  const read: AxisMap[] = [];
  const rank = v.source.shape.length;
  v.axes.forEach((a, k) => {
    const extent = v.source.shape[k]!;
    if (!isMasked(a, extent, v.shape)) {
      extents.push(extent);
      copied.push(axisMap(rank, k));
      read.push(a);
      return;
    }
    const [low, high] = numeratorRange(a, v.shape);
    extents.push(high - low + 1);
    copied.push(axisMap(rank, k, 1, low, a.divisor));
    read.push({ offset: a.offset - low, coefficients: a.coefficients, divisor: 1 });
  });
  // a copy larger than the view itself would be no gain: the view is stored as it is
  if (elementCount(extents) > elementCount(v.shape)) return v;
  const copy = composedView(v.source, extents, copied, v.fill);
  if (copy.kind !== 'view' || !isMaskedView(copy)) return v;
  // the axis of size one keeps the two views from being composed into the one they came from
  const barrier = composedReshape(copy, [1, ...extents]);
  const constant = { offset: 0, coefficients: v.shape.map(() => 0), divisor: 1 };
  return composedView(barrier, v.shape, [constant, ...read], v.fill);
}
