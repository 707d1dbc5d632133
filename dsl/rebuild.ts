// The same node over other operands: what every rewriting of expressions is made of.
import { makeGather, makeMap, makeReduce, makeReshape, makeScatter, makeView } from './build.ts';
import type { Expr, GradientRule, Scan, ScanOutput } from './expr.ts';
import { operands } from './expr.ts';
import { nextId } from './intern.ts';

/** Views as they are written: the compiler has others, which make one of several. */
const plain = { view: makeView, reshape: makeReshape };

/** `e` with `of(x)` for each operand x; `e` itself if none changed. Loops and gradient rules are their callers' matter. */
export function rebuild(e: Exclude<Expr, ScanOutput | GradientRule>, of: (operand: Expr) => Expr, make = plain): Expr {
  if (operands(e).every((x) => of(x) === x)) return e;
  switch (e.kind) {
    case 'map':
      return makeMap(e.op, e.args.map(of));
    case 'view':
      return make.view(of(e.source), e.shape, e.axes, e.fill);
    case 'reshape':
      return make.reshape(of(e.source), e.shape);
    case 'reduce':
      return makeReduce(e.monoid, of(e.source), e.axes);
    case 'gather':
      return makeGather(of(e.source), of(e.indices));
    case 'scatter':
      return makeScatter(e.shape[0]!, of(e.indices), of(e.updates), e.uniqueIndices);
    default:
      return e;
  }
}

type Lists = Pick<Scan, 'initial' | 'sequences' | 'constants' | 'nextCarries' | 'outputs'>;

/** The loop over other operands, and with another body if `body` is given; `scan` itself if nothing changed. */
export function rebuildScan(scan: Scan, of: (e: Expr) => Expr, body: (e: Expr) => Expr = (e) => e): Scan {
  const next: Lists = {
    initial: scan.initial.map(of),
    sequences: scan.sequences.map(of),
    constants: scan.constants.map(of),
    nextCarries: scan.nextCarries.map(body),
    outputs: scan.outputs.map(body),
  };
  const same = (Object.keys(next) as (keyof Lists)[]).every((k) => next[k].every((e, i) => e === scan[k][i]));
  return same ? scan : Object.freeze({ ...scan, ...next, id: nextId() });
}
