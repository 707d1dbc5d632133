// A specimen as the compiler takes it: inputs are fed, parameters are states, which get the values of `next` or stay.

import type { Expr } from '../../../dsl/expr.ts';
import type { Graph } from '../../../dsl/graph.ts';
import type { Specimen } from './specimen.ts';

export function graphOf(
  { leaves }: Specimen,
  outputs: readonly Expr[],
  next: ReadonlyMap<Expr, Expr> = new Map(),
): Graph {
  return {
    inputs: leaves.flatMap(({ expr }, i) => (expr.kind === 'input' ? [{ name: `${expr.name}.${i}`, leaf: expr }] : [])),
    states: leaves.flatMap(({ expr }, i) =>
      expr.kind === 'parameter' ? [{ name: `${expr.name}.${i}`, leaf: expr, next: next.get(expr) ?? expr }] : [],
    ),
    outputs: outputs.map((value, i) => ({ name: `out${i}`, value })),
  };
}
