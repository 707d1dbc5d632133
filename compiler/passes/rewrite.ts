// Rebuilding a graph bottom-up: every node is made again from its rewritten operands and then offered to a rule.
import {
  makeGather,
  makeMap,
  makeReduce,
  makeReshape,
  makeScanOutput,
  makeScatter,
  makeView,
} from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { operands, topological } from '../../dsl/expr.ts';
import { nextId } from '../../dsl/intern.ts';
import type { Graph } from '../graph.ts';
import { rootsOf } from '../graph.ts';

/** A node equal in value, or the same node. The operands of `e` are already rewritten, those of `original` are not. */
export type Rule = (e: Expr, original: Expr) => Expr;

export function rewriteGraph(graph: Graph, rule: Rule): Graph {
  const of = rewriter(rootsOf(graph), rule);
  return {
    inputs: graph.inputs,
    states: graph.states.map((s) => ({ ...s, next: s.next === s.leaf ? s.next : of(s.next) })),
    outputs: graph.outputs.map((o) => ({ ...o, value: of(o.value) })),
  };
}

/** Rewrites everything below the roots; scan bodies too. Gradient rules are replaced by their source. */
function rewriter(roots: readonly Expr[], rule: Rule): (e: Expr) => Expr {
  const done = new Map<Expr, Expr>();
  const scans = new Map<Scan, Scan>();
  const of = (e: Expr): Expr => done.get(e)!;
  for (const e of topological(roots.map(erased)))
    done.set(e, e.kind === 'gradientRule' ? of(e.source) : rule(rebuilt(e, of, scans, rule), e));
  return (e) => of(erased(e));
}

function erased(e: Expr): Expr {
  return e.kind === 'gradientRule' ? erased(e.source) : e;
}

function rebuilt(e: Expr, of: (e: Expr) => Expr, scans: Map<Scan, Scan>, rule: Rule): Expr {
  if (e.kind !== 'scanOutput' && operands(e).every((o) => of(o) === o)) return e;
  switch (e.kind) {
    case 'map':
      return makeMap(e.op, e.args.map(of));
    case 'view':
      return makeView(of(e.source), e.shape, e.axes, e.fill);
    case 'reshape':
      return makeReshape(of(e.source), e.shape);
    case 'reduce':
      return makeReduce(e.monoid, of(e.source), e.axes);
    case 'gather':
      return makeGather(of(e.source), of(e.indices));
    case 'scatter':
      return makeScatter(e.shape[0]!, of(e.indices), of(e.updates));
    case 'scanOutput':
      return makeScanOutput(rewrittenScan(e.scan, of, scans, rule), e.index);
    default:
      return e;
  }
}

/** The scan over rewritten operands, with a rewritten body; the same object if nothing changed. */
function rewrittenScan(scan: Scan, of: (e: Expr) => Expr, scans: Map<Scan, Scan>, rule: Rule): Scan {
  const known = scans.get(scan);
  if (known) return known;
  const body = rewriter([...scan.nextCarries, ...scan.outputs], rule);
  const next = {
    initial: scan.initial.map(of),
    sequences: scan.sequences.map(of),
    constants: scan.constants.map(of),
    nextCarries: scan.nextCarries.map(body),
    outputs: scan.outputs.map(body),
  };
  const same = (Object.keys(next) as (keyof typeof next)[]).every((k) => next[k].every((e, i) => e === scan[k][i]));
  const result = same ? scan : Object.freeze({ ...scan, ...next, id: nextId() });
  scans.set(scan, result);
  return result;
}
