// The gradients that a step takes, as results of its graph.
import { type Expr, topological } from '../../dsl/expr.ts';
import type { Definition, Graph } from '../../dsl/graph.ts';
import { watch } from '../../dsl/intern.ts';

export interface WithGradients {
  readonly graph: Graph;
  /** "gradient by 'hidden.w'", once each */
  readonly gradients: Graph['outputs'];
}

/** Traces a definition, and keeps the derivatives by its states and inputs that are asked for meanwhile. */
export function graphWithGradients(
  definition: Definition,
  binding: Readonly<Record<string, number>>,
  traced = (d: Definition, b: Readonly<Record<string, number>>) => d.trace(b),
): WithGradients {
  const asked: (readonly [object, object])[] = [];
  const { gradient } = watch;
  let graph: Graph;
  watch.gradient = (wrt, derivatives) => {
    gradient?.(wrt, derivatives);
    for (const [i, x] of wrt.entries()) asked.push([x, derivatives[i]!]);
  };
  try {
    graph = traced(definition, binding);
  } finally {
    watch.gradient = gradient;
  }
  const leaves = new Map<object, string>([...graph.states, ...graph.inputs].map(({ name, leaf }) => [leaf, name]));
  const gradients = new Map<string, Expr>();
  for (const [x, derivative] of asked) {
    const name = leaves.get(x);
    // Boundary: dsl/grad gives nodes, and `watch` knows them as objects so that it need not know kinds.
    if (name !== undefined && isWhole(derivative as Expr, leaves))
      gradients.set(`gradient by '${name}'`, derivative as Expr);
  }
  return { graph, gradients: [...gradients].map(([name, value]) => ({ name, value })) };
}

/** Computed from the graph's leaves alone, and not inside the body of a loop. */
const isWhole = (e: Expr, leaves: ReadonlyMap<object, string>): boolean =>
  topological([e]).every((x) => (x.kind !== 'input' && x.kind !== 'parameter') || leaves.has(x));
