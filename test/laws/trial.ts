// One trial of a case: sampled inputs, the outputs as expressions, and a scalar that every output contributes to.
import { makeConstant, makeInput, makeReduce } from '../../dsl/build.ts';
import { type Expr, elementCount, type Input } from '../../dsl/expr.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { type Random, random } from '../emit/kernels.ts';
import type { Case, Sample } from './cases/index.ts';

export interface Trial {
  readonly leaves: readonly Input[];
  readonly outputs: readonly Expr[];
  readonly values: readonly Float64Array[];
}

/** Inputs of a case drawn from a seed. Distinct values keep max and min away from ties. */
export function trialOf({ inputs, f }: Case, seed: number): Trial {
  const leaves = inputs.map((s, i) => makeInput(`x${i}`, s.shape, s.dtype));
  const made = f(...leaves.map((leaf) => asTensor(leaf)));
  const outputs = (Array.isArray(made) ? made : [made]).map((t) => toExpr(t));
  const r = random(seed);
  const values = inputs.map((s) => valuesOf(s, r));
  return { leaves, outputs, values };
}

/** Uniform draws: a generator that favours the ends of an interval would hold most laws at 0 only. */
function valuesOf(s: Sample, r: Random): Float64Array {
  const n = elementCount(s.shape);
  // float32 values, so that every backend is given the same numbers
  if (s.given !== undefined) return Float64Array.from(s.given, s.dtype === 'f32' ? Math.fround : Number);
  if (s.dtype !== 'f32') return Float64Array.from({ length: n }, () => s.low + Math.floor(r() * (s.high - s.low + 1)));
  if (s.distinct) {
    const ranks = Array.from({ length: n }, (_, i) => ({ rank: i, at: r() })).sort((a, b) => a.at - b.at);
    return Float64Array.from(ranks, ({ rank }) => Math.fround(s.low + ((s.high - s.low) * (rank + 0.5)) / n));
  }
  const away = (x: number) => s.avoid.reduce((y, k) => (Math.abs(y - k) < 0.05 ? k + 0.1 : y), x);
  return Float64Array.from({ length: n }, () => Math.fround(away(s.low + (s.high - s.low) * r())));
}

/** sum over the f32 outputs of <weights, output>, with fixed weights: a scalar whose gradient sees every element. */
export function weighted(outputs: readonly Expr[], salt = 0): Expr | null {
  let total: Expr | null = null;
  for (const [k, o] of outputs.entries()) {
    if (o.dtype !== 'f32') continue;
    const weights = makeConstant(direction(elementCount(o.shape), salt + k), o.shape, 'f32');
    const products = map(scalars.mul, o, weights);
    const sum = makeReduce(
      'sum',
      products,
      products.shape.map((_, i) => i),
    );
    total = total === null ? sum : map(scalars.add, total, sum);
  }
  return total;
}

/** Real numbers in and out, by type: an op that loses its derivative stays under the law. */
export function isDifferentiable(c: Case): boolean {
  const { leaves, outputs } = trialOf(c, 1);
  const real = (es: readonly Expr[]) => es.some((e) => e.dtype === 'f32');
  // the derivative of stopGradient is not that of its value: test/dsl
  return real(leaves) && real(outputs) && c.name !== 'stopGradient';
}

/** Fixed numbers between 0.5 and 1.5, of both signs, exact in float32. */
export function direction(n: number, salt = 0): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    const x = Math.abs(Math.sin(12.9898 * (i + 1) + 78.233 * (salt + 1))) * 43758.5453;
    return Math.fround((x - Math.floor(x) + 0.5) * (i % 3 === 1 ? -1 : 1));
  });
}

export const feedsOf = (t: Trial, values = t.values) =>
  new Map<Expr, Float64Array>(t.leaves.map((leaf, i) => [leaf, values[i]!]));

/** f along the line x + h d, where only f32 leaves move. */
export function along(e: Expr, t: Trial, directions: readonly Float64Array[]): (h: number) => number {
  return (h) => {
    const moved = t.values.map((v, i) =>
      t.leaves[i]!.dtype === 'f32' ? v.map((x, j) => x + h * directions[i]![j]!) : v,
    );
    return evaluate([e], feedsOf(t, moved))[0]![0]!;
  };
}
