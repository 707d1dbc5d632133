// Dropout (Srivastava et al. 2014).

import { literal } from '../build.ts';
import type { DType } from '../dtype.ts';
import { greaterEqual, mul, select } from '../expression/pointwise.ts';
import { uniform } from '../expression/random.ts';
import { result } from '../ops/boundary.ts';
import { type Floats, float } from '../ops/operands.ts';
import type { Shape } from '../shape/index.ts';
import { numbersIn } from '../shape/rules/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import type { Mode } from './mode.ts';

export type DropoutStage = <S extends Shape, D extends DType>(x: Floats<'dropout', S, D>) => Tensor<S>;

/**
 * A stage that, in training, sets each element to 0 with probability `rate` and divides the others by 1 - rate, so that
 * the mean stays; in evaluation it does nothing. Another mask in each step, and in each turn of a scan: pipe(x, p.hidden, relu, dropout(0.5, mode)).
 */
export function dropout(rate: number, mode: Mode): DropoutStage {
  numbersIn('dropout', '0 or more and less than 1', { rate });
  return (x: unknown) => {
    const e = float('dropout', x);
    if (!mode.training || rate === 0) return result(e);
    const kept = greaterEqual(uniform(toExpr(mode.key()), e.shape), rate);
    return result(select(kept, mul(e, 1 / (1 - rate)), literal(0, 'f32')));
  };
}
