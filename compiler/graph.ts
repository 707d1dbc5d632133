// What the compiler is given is the dsl's Graph: named leaves and the expressions to compute from them.
import type { Expr } from '../dsl/expr.ts';
import type { Graph } from '../dsl/graph.ts';

export type { Graph, State } from '../dsl/graph.ts';

/** Every expression that a run must produce. */
export function rootsOf(graph: Graph): Expr[] {
  return [...graph.states.map((s) => s.next), ...graph.outputs.map((o) => o.value)];
}

/** Is the value in memory before the program starts? Constants of one element are literals instead. */
export function isLeaf(e: Expr): boolean {
  return e.kind === 'input' || e.kind === 'parameter' || (e.kind === 'constant' && e.data.length !== 1);
}
