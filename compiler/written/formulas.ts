// A graph as formulas: what is given, then one line for each named value, operands first.
import type { Expr } from '../../dsl/expr.ts';
import type { Graph } from '../graph.ts';
import type { Asked, Place } from '../places.ts';

/** A value that the reader knows by a name: an output, the next value of a state, a derivative. */
export interface Result {
  readonly kind: 'output' | 'next' | 'derivative';
  /** of the output or the state; of the leaf that the derivative is by */
  readonly name: string;
  readonly value: Expr;
}

export interface Formula {
  /** what is defined, as the reader knows it: 'output loss', 'next hidden.w', 'v3' */
  readonly what: string;
  /** one statement; several lines where it is a loop */
  readonly text: string;
  readonly value: Expr;
  /** the lines of the user's source that it comes from */
  readonly places: readonly Place[];
}

/** A value that formulas read and do not define. */
export interface Given {
  readonly name: string;
  readonly value: Expr;
}

export interface Written {
  readonly given: readonly Given[];
  /** lines before the formulas, which say so */
  readonly head: readonly string[];
  readonly formulas: readonly Formula[];
}

/** What a graph computes: derivatives first, then outputs and the next values of states. */
export function resultsOf(graph: Graph, asked: readonly Asked[] = []): Result[] {
  const leaves = new Map<Expr, string>([
    ...graph.inputs.map((i) => [i.leaf, i.name] as const),
    ...graph.states.map((s) => [s.leaf, s.name] as const),
  ]);
  const derivatives = new Map<Expr, Result>();
  for (const { wrt, derivative } of asked) {
    const name = leaves.get(wrt);
    if (name !== undefined) derivatives.set(derivative, { kind: 'derivative', name, value: derivative });
  }
  const outputs = graph.outputs.map((o): Result => {
    const derivative = derivatives.get(o.value);
    derivatives.delete(o.value);
    return derivative ?? { kind: 'output', name: o.name, value: o.value };
  });
  return [
    ...outputs,
    ...derivatives.values(),
    ...graph.states.flatMap((s): Result[] =>
      s.next === s.leaf ? [] : [{ kind: 'next', name: s.name, value: s.next }],
    ),
  ];
}

/** The graph with every result among its outputs, so that passes keep them. */
export function graphOf(graph: Graph, results: readonly Result[]): Graph {
  return {
    inputs: graph.inputs,
    states: graph.states.map((s) => ({ ...s, next: s.leaf })),
    outputs: results.map((r, i) => ({ name: `${i}`, value: r.value })),
  };
}

export function whatOf({ kind, name }: Pick<Result, 'kind' | 'name'>): string {
  return kind === 'derivative' ? `derivative by ${name}` : `${kind} ${name}`;
}

export function leavesOf(graph: Graph): { readonly name: string; readonly leaf: Expr }[] {
  return [...graph.inputs, ...graph.states];
}

/** '[32, 784]', '[32] i32' */
export function typeText(e: Expr): string {
  return `[${e.shape.join(', ')}]${e.dtype === 'f32' ? '' : ` ${e.dtype}`}`;
}
