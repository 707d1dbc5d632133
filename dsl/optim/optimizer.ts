// What an optimiser is: a pure function from (parameters, gradients, its own state, step) to new parameters and state,
// as expressions of one training step. The learning rate may be an expression of the step: nothing is recompiled.
import { literal } from '../build.ts';
import type { Expr } from '../expr.ts';
import { result } from '../ops/boundary.ts';
import { type Tensor, toExpr } from '../tensor.ts';

/** One parameter at one step. */
export interface Update {
  readonly parameter: Expr;
  readonly gradient: Expr;
  /** the optimiser's own tensors for this parameter, in the order of `slots` */
  readonly slots: readonly Expr[];
  /** the number of this step, from 1, an f32 scalar */
  readonly step: Expr;
}

export interface Updated {
  readonly parameter: Expr;
  readonly slots: readonly Expr[];
}

export interface Optimizer {
  readonly name: string;
  /** names of its tensors for each parameter; they have the parameter's shape and are 0 at first */
  readonly slots: readonly string[];
  /** transforms all gradients together before the updates: clipping */
  readonly prepare?: (gradients: readonly Expr[]) => readonly Expr[];
  readonly update: (u: Update) => Updated;
}

/** A learning rate: a number, or an expression of the number of the step (from 1). */
export type Rate = number | ((step: Tensor<[]>) => Tensor<[]>);

/** The rate at a step, as a scalar. */
export function rateAt(rate: Rate, step: Expr): Expr {
  if (typeof rate !== 'number') return toExpr(rate(result(step)));
  if (!Number.isFinite(rate)) throw new RangeError(`learning rate: ${rate} is not finite`);
  return literal(rate, 'f32');
}
