// The gradient of a function at one point, held against differences in float64.
import { makeInput } from '../../dsl/build.ts';
import type { DType } from '../../dsl/dtype.ts';
import { type Expr, elementCount } from '../../dsl/expr.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { type AnyTensor, asTensor, type Tensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { derivative } from './differences.ts';

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
  /** the largest |gradient - difference| / (1 + |difference|) */
  readonly worst: number;
}

/**
 * checkGradients((x) => sum(square(x)), [{ shape: [3], data: [1, 2, 3] }])
 *
 * Compares every partial derivative of a scalar function with central differences (Richardson extrapolation, float64).
 * A partial whose difference quotient does not converge (a kink, a jump) is an error too: choose another point.
 *
 * Throws an Error that names the argument, the element, and both values.
 */
export function checkGradients<const Ps extends readonly Point[]>(
  f: (...xs: Arguments<Ps>) => AnyTensor,
  points: Ps,
): GradientReport {
  const leaves = points.map((p, i) => makeInput(`argument ${i}`, p.shape, p.dtype ?? 'f32'));
  // one leaf a point, of its shape and element type: the arguments that the signature promises
  const loss = toExpr(f(...(leaves.map((leaf) => asTensor(leaf)) as Arguments<Ps>)));
  if (elementCount(loss.shape) !== 1)
    throw new Error(`checkGradients: the function must give a scalar, got [${loss.shape.join(', ')}]`);
  const values = points.map((p) => Float64Array.from(p.data));
  const at = (moved: readonly Float64Array[]) =>
    new Map<Expr, Float64Array>(leaves.map((leaf, i) => [leaf, moved[i]!]));
  const wrt = leaves.flatMap((leaf, i) => (leaf.dtype === 'f32' ? [i] : []));
  const found = evaluate(
    gradient(
      loss,
      wrt.map((i) => leaves[i]!),
    ),
    at(values),
  );

  let worst = 0;
  let checked = 0;
  for (const [k, i] of wrt.entries()) {
    for (let j = 0; j < values[i]!.length; j++) {
      const line = (h: number) => {
        const moved = values.map((v) => v.slice());
        moved[i]![j]! += h;
        return evaluate([loss], at(moved))[0]![0]!;
      };
      worst = Math.max(worst, compare(found[k]![j]!, derivative(line), `argument ${i}, element ${j}`));
      checked++;
    }
  }
  return { checked, worst };
}

function compare(actual: number, { value, error }: { value: number; error: number }, where: string): number {
  if (!(error <= 1e-4 * (1 + Math.abs(value)))) {
    throw new Error(
      `checkGradients: ${where}: the differences do not converge (${value} ± ${error}); the point may be at a kink`,
    );
  }
  const relative = Math.abs(actual - value) / (1 + Math.abs(value));
  if (!(relative <= 1e-7 + (10 * error) / (1 + Math.abs(value)))) {
    throw new Error(`checkGradients: ${where}: the gradient is ${actual}, differences give ${value}`);
  }
  return relative;
}
