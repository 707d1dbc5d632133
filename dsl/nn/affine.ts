// The affine map f(x) = Wx + b on the last axis.

import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { matmul } from '../expression/contract.ts';
import { add } from '../expression/pointwise.ts';
import { expand, reshape } from '../expression/views.ts';
import type { Initializer } from '../initializer.ts';
import { result } from '../ops/boundary.ts';
import { parameter } from '../ops/leaves.ts';
import { type F32, float, type OfFloats } from '../ops/operands.ts';
import type { Dim, Message, Same, Shape } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import { fill, lecunUniform } from './initializers.ts';
import type { HasParams } from './tree.ts';

/** A dimension that was not inferred (still `Dim`) says that the rank was wrong. */
export type Known<G, Rank extends string, Size extends string> = [[Dim]] extends [[G]] ? Rank : Size;

export interface Affine<I extends Dim, O extends Dim>
  extends HasParams<{ readonly w: Tensor<[I, O]>; readonly b: Tensor<[O]> }> {
  <L extends Shape, J extends Dim, D extends DType>(
    x: OfFloats<
      'affine',
      D,
      Same<
        J,
        I,
        Tensor<[...L, J], F32<D>>,
        Known<J, Message<'featureAxis', ['affine', I, O]>, Message<'features', ['affine', I, O, J]>>
      >
    >,
  ): Tensor<[...L, O]>;
}

export interface WeightOptions {
  /** how the weights are drawn; LeCun's uniform if not said */
  readonly initializer?: Initializer;
}

export const weightOptions = { initializer: 1 };
export const affineOptions = { initializer: 1, bias: 1 };

export interface AffineOptions extends WeightOptions {
  /** the first value of b; 0 if not said */
  readonly bias?: number;
}

/** x [..., inputs] -> [..., outputs]: y_j = sum_i x_i w_ij + b_j, b zero at first. */
export function affine<I extends Dim, O extends Dim>(inputs: I, outputs: O, options: AffineOptions = {}): Affine<I, O> {
  const { initializer = lecunUniform, bias = 0 } = optionsOf<AffineOptions>('affine', options, affineOptions);
  const params = {
    w: parameter('w', [inputs, outputs], initializer),
    b: parameter('b', [outputs], fill(bias)),
  };
  const apply = (x: unknown) => {
    const e = float('affine', x);
    const features = e.shape.at(-1);
    if (features === undefined) throw new ShapeError('featureAxis', ['affine', inputs, outputs]);
    if (features !== inputs) throw new ShapeError('features', ['affine', inputs, outputs, features]);
    return result(add(times(e, toExpr(params.w)), toExpr(params.b)));
  };
  return Object.assign(apply, { params });
}

/** x w for x of any rank: a vector is a matrix of one row. */
function times(x: Expr, w: Expr): Expr {
  if (x.shape.length > 1) return matmul(x, w);
  return reshape(matmul(expand(x, 0), w), [w.shape[1]!]);
}
