// Scatter on backends without it: out[r, ...] = sum over i of (indices[i] = r ? updates[i, ...] : 0).
import { axisMap, literal, makeIota, makeMap, makeReduce } from '../../dsl/build.ts';
import type { Expr, Scatter } from '../../dsl/expr.ts';
import { composedView } from '../../dsl/expression/composed.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import type { Graph } from '../graph.ts';
import { rewriteGraph } from './rewrite.ts';

export function scatterAsSum(graph: Graph): Graph {
  return rewriteGraph(graph, (e) => (e.kind === 'scatter' ? maskedSum(e) : e));
}

/** Over the axes [rows, ...rest, ...indices], summed over the last. */
function maskedSum(e: Scatter): Expr {
  const rest = e.shape.length - 1;
  const rank = e.indices.shape.length;
  const shape = [...e.shape, ...e.indices.shape];
  const indices = composedView(
    e.indices,
    shape,
    e.indices.shape.map((_, k) => axisMap(shape.length, 1 + rest + k)),
  );
  const updates = composedView(e.updates, shape, [
    ...e.indices.shape.map((_, k) => axisMap(shape.length, 1 + rest + k)),
    ...e.shape.slice(1).map((_, k) => axisMap(shape.length, 1 + k)),
  ]);
  const hit = makeMap(scalars.equal, [indices, makeIota(shape, 0)]);
  const masked = makeMap(scalars.select, [hit, updates, literal(0, e.dtype, shape)]);
  return makeReduce(
    'sum',
    masked,
    [...Array(rank).keys()].map((k) => 1 + rest + k),
  );
}
