// The learned part of a normalisation: scale and shift, one of each for a feature, unless it is done without.
import type { Expr } from '../expr.ts';
import { add, mul } from '../expression/pointwise.ts';
import { parameter } from '../ops/leaves.ts';
import type { Dim } from '../shape/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../tensor.ts';
import { onesInitializer, zerosInitializer } from './initializers.ts';

// type aliases, not interfaces: only those are trees (an interface has no index signature)
export type ScaleAndShift<C extends Dim, O> = [O] extends [{ readonly scaleAndShift: false }]
  ? Record<never, never>
  : { readonly scale: Tensor<[C]>; readonly shift: Tensor<[C]> };

export interface Learned {
  readonly scale?: AnyTensor;
  readonly shift?: AnyTensor;
}

export function scaleAndShift<C extends Dim>(features: C, options: { readonly scaleAndShift?: boolean }): Learned {
  if (options.scaleAndShift === false) return {};
  return {
    scale: parameter('scale', [features], onesInitializer),
    shift: parameter('shift', [features], zerosInitializer),
  };
}

/** deviation * factor * scale + shift: what is known for each feature is multiplied first. */
export function scaled(deviation: Expr, factor: Expr, { scale, shift }: Learned, perFeature: (p: Expr) => Expr): Expr {
  const y = mul(deviation, perFeature(scale === undefined ? factor : mul(factor, toExpr(scale))));
  return shift === undefined ? y : add(y, perFeature(toExpr(shift)));
}
