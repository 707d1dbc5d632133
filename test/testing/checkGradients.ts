// The gradient of a function at one point, held against differences in float64.
import { makeInput } from '../../dsl/build.ts';
import type { DType } from '../../dsl/dtype.ts';
import { elementCount } from '../../dsl/expr.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { type AnyTensor, asTensor, type Tensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { along } from './oracles/line.ts';
import { type Judgement, judge } from './oracles/slope.ts';
import { differentiable, feedsOf, type Leaf, type Specimen } from './programs/specimen.ts';

/** Where to check: one per argument of the function. */
export interface Point {
  readonly shape: readonly number[];
  /** f32 unless said; gradients are checked for f32 arguments only */
  readonly dtype?: DType;
  readonly data: ArrayLike<number>;
}

/** The tensor that a point's literal shape says; a shape that is only known as number[] fits a function of any. */
type Argument<P extends Point> = Tensor<
  // biome-ignore lint/suspicious/noExplicitAny: shapes are invariant, so no other argument stands for every shape
  number extends P['shape']['length'] ? any : [...P['shape']],
  P extends { readonly dtype: infer D extends DType } ? D : 'f32'
>;
type Arguments<Ps extends readonly Point[]> = { -readonly [I in keyof Ps]: Argument<Ps[I]> };

export interface GradientReport {
  /** partial derivatives that were compared */
  readonly checked: number;
  /** how many of them are at kinks: they lie between the derivatives of both sides */
  readonly kinks: number;
  /** the largest |gradient - difference| / (1 + |difference|) where there is no kink */
  readonly worst: number;
}

/**
 * checkGradients((x) => sum(square(x)), [{ shape: [3], data: [1, 2, 3] }])
 *
 * Compares every partial derivative of a scalar function with differences in float64: central ones with Richardson
 * extrapolation (Ridders 1982) where the function is smooth. At a kink, the gradient must lie between the derivatives of
 * both sides. What is allowed is the estimated error of the differences, of truncation and rounding, and no more.
 *
 * Throws an Error that names the argument, the element, and both values; and where the differences do not converge
 * (a jump), so that nothing can be said.
 */
export function checkGradients<const Ps extends readonly Point[]>(
  f: (...xs: Arguments<Ps>) => AnyTensor,
  points: Ps,
): GradientReport {
  const leaves = points.map((p, i): Leaf => {
    const expr = makeInput(`argument ${i}`, p.shape, p.dtype ?? 'f32');
    return { expr, values: Float64Array.from(p.data), domain: { low: -Infinity, high: Infinity } };
  });
  // one leaf a point, of its shape and element type: the arguments that the signature promises
  const loss = toExpr(f(...(leaves.map((leaf) => asTensor(leaf.expr)) as Arguments<Ps>)));
  if (elementCount(loss.shape) !== 1)
    throw new Error(`checkGradients: the function must give a scalar, got [${loss.shape.join(', ')}]`);
  const specimen: Specimen = { leaves, outputs: [loss] };
  const wrt = differentiable(specimen);
  const found = evaluate(
    gradient(
      loss,
      wrt.map((l) => l.expr),
    ),
    feedsOf(specimen),
  );
  let [checked, kinks, worst] = [0, 0, 0];
  for (const [k, leaf] of wrt.entries()) {
    for (const [j, actual] of found[k]!.entries()) {
      const unit = new Float64Array(leaf.values.length).fill(1, j, j + 1);
      const line = along(loss, specimen, new Map([[leaf, unit]]));
      const judgement = judge(`argument ${leaves.indexOf(leaf)}, element ${j}`, actual, line);
      worst = Math.max(worst, errorOf(judgement));
      if (judgement.kink) kinks++;
      checked++;
    }
  }
  return { checked, kinks, worst };
}

/** The relative error; an Error where there is too much, or nothing to compare with. */
function errorOf({ verdict }: Judgement): number {
  if (verdict.outcome === 'agrees') return verdict.relative;
  if (verdict.outcome !== 'disagrees')
    throw new Error(`checkGradients: ${verdict.why}; is there a jump? Choose another point`);
  const { what, expected, actual, allowed } = verdict;
  throw new Error(
    `checkGradients: ${what}: the gradient is ${actual}, differences give ${expected} (± ${allowed.toExponential(1)})`,
  );
}
