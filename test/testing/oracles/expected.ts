// What passes and backends are held to: a specimen's outputs and its gradient, computed once however many ask.
import { type Expr, topological } from '../../../dsl/expr.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { Evaluation, type Values } from '../../../runtime/backends/reference/index.ts';
import { roundingBounds, units } from '../numeric/rounding.ts';
import { differentiable, feedsOf, type Specimen } from '../programs/specimen.ts';
import { lossOf } from './line.ts';

export interface Expected {
  /** the specimen's outputs, then the gradient of its loss */
  readonly outputs: readonly Expr[];
  /** in float64 */
  readonly exact: readonly Values[];
  /** how far rounding may take each element of a float32 computation from it */
  readonly bounds: () => readonly Values[];
  /** the same for a float64 computation in another order */
  readonly fine: () => readonly Values[];
  /** the largest value on the way */
  readonly scale: number;
  /** other expressions over the same leaves */
  readonly evaluation: Evaluation;
}

const known = new WeakMap<Specimen, Expected>();

export function expectedOf(specimen: Specimen): Expected {
  const found = known.get(specimen);
  if (found !== undefined) return found;
  const feeds = feedsOf(specimen);
  const wrt = differentiable(specimen).map((l) => l.expr);
  const outputs = [...specimen.outputs, ...gradient(lossOf(specimen), wrt)];
  const evaluation = new Evaluation(feeds);
  const made: Expected = {
    outputs,
    exact: outputs.map((o) => evaluation.of(o)),
    scale: topological(outputs).reduce((m, e) => (e.dtype === 'f32' ? largest(evaluation.of(e), m) : m), 0),
    bounds: once(() => roundingBounds(outputs, feeds)),
    fine: once(() => roundingBounds(outputs, feeds, units.double)),
    evaluation,
  };
  known.set(specimen, made);
  return made;
}

function once<T>(compute: () => T): () => T {
  let value: T | undefined;
  return () => (value ??= compute());
}

function largest(values: Values, least: number): number {
  return values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), least);
}
