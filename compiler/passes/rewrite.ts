// Rebuilding a graph bottom-up: every node is made again from its rewritten operands and then offered to a rule.
import { makeScanOutput } from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { operands, topological } from '../../dsl/expr.ts';
import type { Inlined } from '../../dsl/expression/inline.ts';
import { watch } from '../../dsl/intern.ts';
import { rebuildScan } from '../../dsl/rebuild.ts';
import type { Graph } from '../graph.ts';
import { rootsOf } from '../graph.ts';
import { recomposed } from './compose.ts';

/** A node equal in value, or the same node. The operands of `e` are already rewritten, those of `original` are not. */
export type Rule = (e: Expr, original: Expr) => Expr;

/** What is made of all values of a region: of the program, or of a loop's body. */
export type Finish = (roots: readonly Expr[]) => readonly Expr[];

/** What is done to a loop before its body is rewritten; its operands are. `inside` are values that stand in the body. */
export type Enter = (scan: Scan) => Inlined;

const enterAsItIs: Enter = (scan) => ({ scan, inside: new Map() });

export function rewriteGraph(
  graph: Graph,
  rule: Rule,
  finish: Finish = (roots) => roots,
  enter: Enter = enterAsItIs,
): Graph {
  const of = rewriter(rootsOf(graph), rule, finish, enter);
  return {
    inputs: graph.inputs,
    states: graph.states.map((s) => ({ ...s, next: s.next === s.leaf ? s.next : of(s.next) })),
    outputs: graph.outputs.map((o) => ({ ...o, value: of(o.value) })),
  };
}

/** Rewrites everything below the roots; scan bodies too. Gradient rules are replaced by their source. */
function rewriter(
  roots: readonly Expr[],
  rule: Rule,
  finish: Finish,
  enter: Enter,
  inside: ReadonlyMap<Expr, Expr> = new Map(),
): (e: Expr) => Expr {
  const done = new Map(inside);
  const scans = new Map<Scan, Scan>();
  const of = (e: Expr): Expr => done.get(e)!;
  const loop = (scan: Scan): Scan => {
    const known = scans.get(scan);
    if (known) return known;
    const { scan: outside, inside } = enter(rebuildScan(scan, of));
    const body = rewriter([...scan.nextCarries, ...scan.outputs], rule, finish, enter, inside);
    const next = rebuildScan(outside, (e) => e, body);
    scans.set(scan, next);
    return next;
  };
  const next = (e: Expr): Expr => {
    if (e.kind === 'gradientRule') return of(e.source);
    return rule(e.kind === 'scanOutput' ? makeScanOutput(loop(e.scan), e.index) : recomposed(e, of), e);
  };
  const { from } = watch;
  for (const e of topological(roots.map(erased), inside)) {
    watch.from = e;
    done.set(e, next(e));
  }
  watch.from = from;
  const results = finish(roots.map((e) => of(erased(e))));
  const finished = new Map(roots.map((e, i) => [e, results[i]!]));
  return (e) => finished.get(e)!;
}

function erased(e: Expr): Expr {
  let source = e;
  while (source.kind === 'gradientRule') source = source.source;
  return source;
}

/** How many of the nodes read each, and one more for what is a result. */
export function countUses(nodes: readonly Expr[], results: readonly Expr[]): Map<Expr, number> {
  const uses = new Map<Expr, number>();
  const use = (e: Expr) => uses.set(e, (uses.get(e) ?? 0) + 1);
  for (const n of nodes) for (const o of new Set(operands(n))) use(o);
  for (const v of new Set(results)) use(v);
  return uses;
}
