// Reverse mode, one rule per kind: from the cotangent of a node to the cotangents of its operands.
import { makeGather, makeReduce, makeReshape, makeScatter, makeView } from '../build.ts';
import type { Expr, Reduce, ScanOutput, View } from '../expr.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { adjointOf } from '../view.ts';
import { inRange, othersProduct, picked, spread } from './place.ts';
import { scale } from './scale.ts';

/** A cotangent and the operand that it belongs to. */
export type Contribution = readonly [operand: Expr, cotangent: Expr | null];

type Differentiable = Exclude<Expr, ScanOutput>;

/** The cotangents of the operands of `e`, given its own. `wanted` says which operands need one. */
export function contributions(e: Differentiable, g: Expr, wanted: (operand: Expr) => boolean): readonly Contribution[] {
  switch (e.kind) {
    case 'input':
    case 'parameter':
    case 'constant':
    case 'iota':
      return [];
    case 'map': {
      const partials = e.op.partials?.(e.args, e) ?? [];
      return e.args.flatMap((a, k): Contribution[] => {
        const partial = partials[k] ?? null;
        return partial === null || !wanted(a) ? [] : [[a, scale(g, partial)]];
      });
    }
    case 'view':
      return [[e.source, viewAdjoint(e, g)]];
    case 'reshape':
      return [[e.source, makeReshape(g, e.source.shape)]];
    case 'reduce':
      return [[e.source, reduceAdjoint(e, g)]];
    case 'gather':
      return [[e.source, makeScatter(e.source.shape[0]!, e.indices, g)]];
    case 'scatter': {
      const rows = makeGather(g, e.indices);
      return [[e.updates, map(scalars.select, inRange(e.indices, e.shape[0]!, rows), rows, 0)]];
    }
    case 'gradientRule': {
      const cotangents = e.pullback(g);
      if (cotangents.length !== e.inputs.length) {
        throw new TypeError(`customGradient: ${cotangents.length} cotangents for ${e.inputs.length} inputs`);
      }
      return e.inputs.map((input, k) => [input, cotangents[k]!]);
    }
  }
}

/** The sum over every place that read each source element. */
function viewAdjoint(e: View, g: Expr): Expr {
  const { broadcastAxes, appended, shape, axes, sumAxes } = adjointOf(e);
  const summed = makeReduce('sum', g, broadcastAxes);
  const ready =
    appended === 0 ? summed : makeReshape(summed, [...summed.shape, ...new Array<number>(appended).fill(1)]);
  return makeReduce('sum', makeView(ready, shape, axes), sumAxes);
}

function reduceAdjoint(e: Reduce, g: Expr): Expr | null {
  const wide = spread(g, e.source.shape, e.axes);
  switch (e.monoid) {
    case 'sum':
      return wide;
    case 'prod':
      return map(scalars.mul, wide, othersProduct(e));
    case 'max':
    case 'min':
      return map(scalars.select, picked(e), wide, 0);
    case 'argMax':
    case 'argMin':
      return null;
  }
}
