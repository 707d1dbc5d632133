// Reverse mode, one rule per kind: from the cotangent of a node to the cotangents of its operands.
import { makeGather, makeReduce, makeReshape, makeScatter, makeView } from '../build.ts';
import type { Expr, MapNode, Reduce, ScanOutput, View } from '../expr.ts';
import { composedView } from '../expression/composed.ts';
import { broadcastTo, map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { adjointOf } from '../view.ts';
import { type Flow, rowsLive, settled, through } from './flow.ts';
import { inRange, mayContract, othersProduct, picked, repeats, spread, varies } from './place.ts';

/** A cotangent and the operand that it belongs to; null for 0. */
export type Contribution = readonly [operand: Expr, cotangent: Flow | null];

type Differentiable = Exclude<Expr, ScanOutput>;

/** The cotangents of what `e` is computed from, given its own. `wanted` says which operands need one; `kept` are asked for. */
export function contributions(
  e: Differentiable,
  flow: Flow,
  wanted: (operand: Expr) => boolean,
  kept: ReadonlySet<Expr>,
): readonly Contribution[] {
  const { live } = flow;
  const g = () => settled(flow);
  switch (e.kind) {
    case 'input':
    case 'parameter':
    case 'constant':
    case 'iota':
      return [];
    case 'map': {
      if (flow.summed && mayContract(e)) return contracted(e, flow, wanted);
      const partials = e.op.partials?.(e.args, e) ?? [];
      return e.args.flatMap((a, k): Contribution[] => {
        const partial = partials[k] ?? null;
        return partial === null || !wanted(a) ? [] : [[a, through(e, k, flow, partial)]];
      });
    }
    case 'view': {
      // views of views at once: their adjoints would be a sum of sums, with all in between stored
      const one = composedView(e.source, e.shape, e.axes, e.fill, kept);
      if (one.kind !== 'view' || (one !== e && kept.has(one))) return [[one, flow]];
      const value = viewAdjoint(one, g(), 'sum');
      return [[one.source, { value, live: live && viewAdjoint(one, live, 'max'), zeroed: true }]];
    }
    case 'reshape': {
      const back = (x: Expr) => makeReshape(x, e.source.shape);
      return [[e.source, { ...flow, value: back(flow.value), live: live && back(live) }]];
    }
    case 'reduce':
      return [[e.source, reduceAdjoint(e, flow)]];
    case 'gather': {
      const value = makeScatter(e.source.shape[0]!, e.indices, g());
      return [[e.source, { value, live: rowsLive(e.source.shape[0]!, e.indices, live), zeroed: true }]];
    }
    case 'scatter': {
      const rows = makeGather(g(), e.indices);
      const value = map(scalars.select, inRange(e.indices, e.shape[0]!, rows), rows, 0);
      return [[e.updates, { value, live: live && makeGather(live, e.indices), zeroed: true }]];
    }
    case 'gradientRule': {
      const cotangents = e.pullback(e.form === 'any' ? g() : flow.value);
      if (cotangents.length !== e.inputs.length) {
        throw new TypeError(`customGradient: ${cotangents.length} cotangents for ${e.inputs.length} inputs`);
      }
      const lives = live && e.form === 'moves' ? e.pullback(live) : null;
      const liveOf = (x: Expr, k: number) =>
        live && e.form === 'pointwise' ? broadcastTo(live, x.shape) : (lives?.[k] ?? null);
      return e.inputs.map((input, k) => [input, { value: cotangents[k]!, live: liveOf(input, k) }]);
    }
  }
}

/** The sum over every place that read each source element; of truth values, whether one of them is true. */
function viewAdjoint(e: View, g: Expr, monoid: 'sum' | 'max'): Expr {
  const { broadcastAxes, appended, shape, axes, sumAxes } = adjointOf(e);
  const summed = makeReduce(monoid, g, broadcastAxes);
  const ready =
    appended === 0 ? summed : makeReshape(summed, [...summed.shape, ...new Array<number>(appended).fill(1)]);
  return makeReduce(monoid, makeView(ready, shape, axes), sumAxes);
}

function reduceAdjoint(e: Reduce, flow: Flow): Flow | null {
  const wide = (x: Expr) => spread(x, e.source.shape, e.axes);
  const g = wide(settled(flow));
  const live = flow.live && wide(flow.live);
  switch (e.monoid) {
    case 'sum':
      return { value: g, live, zeroed: true, summed: true };
    case 'prod':
      return { value: map(scalars.mul, g, othersProduct(e)), live };
    case 'max':
    case 'min':
      return { value: map(scalars.select, picked(e), g, 0), live, zeroed: true };
    case 'argMax':
    case 'argMin':
      return null;
  }
}

/**
 * The cotangents of the factors of a product that is summed, where one repeats: it stays a contraction, so zeros are
 * multiplied there like other numbers. What is known to be 0 after it is what is 0 along a whole sum.
 */
function contracted(e: MapNode, flow: Flow, wanted: (operand: Expr) => boolean): readonly Contribution[] {
  const { live } = flow;
  return e.args.flatMap((a, k): Contribution[] => {
    if (!wanted(a)) return [];
    const isKnown = live !== null && !repeats(a).some((axis) => varies(live, axis));
    const value = map(scalars.mul, settled(flow), e.args[1 - k]!);
    return [[a, { value, live: isKnown ? live : null, zeroed: true }]];
  });
}
