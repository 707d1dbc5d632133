// What the compiler is given: named leaves and the expressions to compute from them.
import type { Expr, Input, Parameter } from '../dsl/expr.ts';

export interface Graph {
  /** fed before each run */
  readonly inputs: readonly { readonly name: string; readonly leaf: Input }[];
  /** kept between runs; `next` is the value after the run, and `next === leaf` says that the state is only read */
  readonly states: readonly State[];
  /** read back after a run */
  readonly outputs: readonly { readonly name: string; readonly value: Expr }[];
}

export interface State {
  readonly name: string;
  readonly leaf: Parameter | Input;
  readonly next: Expr;
}

/** Every expression that a run must produce. */
export function rootsOf(graph: Graph): Expr[] {
  return [...graph.states.map((s) => s.next), ...graph.outputs.map((o) => o.value)];
}
