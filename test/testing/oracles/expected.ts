// What passes and backends are held to: a specimen's outputs, its gradient, and a step that changes its parameters by it;
// computed once however many ask.
import type { Graph } from '../../../compiler/graph.ts';
import { compileGraph } from '../../../compiler/index.ts';
import type { Capabilities, Program } from '../../../compiler/program/types.ts';
import { validators } from '../../../compiler/program/validate.ts';
import { type Expr, topological } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Evaluation, Values } from '../../../runtime/backends/reference/index.ts';
import { type Certain, Certainty } from '../numeric/certain.ts';
import { roundingBounds, units } from '../numeric/rounding.ts';
import { graphOf } from '../programs/graph.ts';
import { differentiable, feedsOf, type Specimen, valuesAt } from '../programs/specimen.ts';
import { gradientOf, lossOf } from './line.ts';

/** A power of two: the step rounds nothing more. */
const rate = 2 ** -4;

export interface Expected {
  /** the specimen's outputs, then the gradient of its loss */
  readonly outputs: readonly Expr[];
  /** the parameters' new values: p - gradient / 16 */
  readonly next: ReadonlyMap<Expr, Expr>;
  /** `outputs`, then the values of `next` */
  readonly all: readonly Expr[];
  /** of all, in float64 */
  readonly exact: readonly Values[];
  /** how far rounding may take each element of a float32 computation from it */
  readonly bounds: () => readonly Values[];
  /** the same where floats stand for integers */
  readonly floats: () => readonly Values[];
  /** and on a device that takes zero for what is smaller than normal numbers too */
  readonly flushing: () => readonly Values[];
  /** the same for a float64 computation in another order */
  readonly fine: () => readonly Values[];
  /** what is known of each element to the bit (numeric/certain.ts) */
  readonly certain: () => readonly Certain[];
  /** the largest value on the way */
  readonly scale: number;
  /** other expressions over the same leaves */
  readonly evaluation: Evaluation;
  /** what the compiler makes of `outputs` and `next`, once for all targets of these capabilities */
  readonly compiled: (capabilities: Capabilities) => Compiled;
}

export interface Compiled {
  readonly program: Program;
  /** the graph after each pass on graphs */
  readonly stages: readonly { readonly pass: string; readonly graph: Graph }[];
}

const known = new WeakMap<Specimen, Expected>();

export function expectedOf(specimen: Specimen): Expected {
  const found = known.get(specimen);
  if (found !== undefined) return found;
  const feeds = feedsOf(specimen);
  const wrt = differentiable(specimen).map((l) => l.expr);
  const gradients = gradientOf(lossOf(specimen), wrt);
  const outputs = [...specimen.outputs, ...gradients];
  const step = (p: Expr, g: Expr) => map(scalars.sub, p, map(scalars.mul, g, rate));
  const next = new Map(wrt.flatMap((p, i) => (p.kind === 'parameter' ? [[p, step(p, gradients[i]!)] as const] : [])));
  const all = [...outputs, ...next.values()];
  const evaluation = valuesAt(specimen);
  const made: Expected = {
    outputs,
    next,
    all,
    exact: all.map((o) => evaluation.of(o)),
    scale: topological(all).reduce((m, e) => (e.dtype === 'f32' ? largest(evaluation.of(e), m) : m), 0),
    bounds: once(() => roundingBounds(all, feeds)),
    floats: once(() => roundingBounds(all, feeds, units.single, false, false)),
    flushing: once(() => roundingBounds(all, feeds, units.single, true, false)),
    fine: once(() => roundingBounds(all, feeds, units.double)),
    certain: once(() => {
      const certainty = new Certainty(evaluation);
      return all.map((o) => certainty.of(o));
    }),
    evaluation,
    compiled: forEach((capabilities) => compiled(graphOf(specimen, outputs, next), capabilities)),
  };
  known.set(specimen, made);
  return made;
}

function compiled(graph: Graph, capabilities: Capabilities): Compiled {
  const stages: { pass: string; graph: Graph }[] = [];
  const observe = (pass: string, result: Graph) => stages.push({ pass, graph: result });
  return { program: compileGraph(graph, capabilities, { validators, observe }), stages };
}

/** Remembers what was made for each value; equal ones are one. */
function forEach<K, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<string, T>();
  return (key) => {
    const text = JSON.stringify(key);
    const found = made.get(text) ?? make(key);
    made.set(text, found);
    return found;
  };
}

export function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}

function largest(values: Values, least: number): number {
  return values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), least);
}
