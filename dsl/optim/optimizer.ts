// What an optimiser is: a pure function from (parameters, gradients, its own state, step) to new parameters and state,
// as expressions of one training step. The learning rate may be an expression of the step: nothing is recompiled.
import { literal } from '../build.ts';
import type { Expr } from '../expr.ts';
import { isTensor, result } from '../ops/boundary.ts';
import { numbersIn } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';

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
  /** set: of tables that are read by rows, other rows are left as they are (lazy.ts) */
  readonly lazy?: true;
  /** transforms all gradients together before the updates: clipping */
  readonly prepare?: (gradients: readonly Expr[]) => readonly Expr[];
  readonly update: (u: Update) => Updated;
}

/** A learning rate: a number, or an expression of the number of the step (from 1). */
export type Rate = number | ((step: Tensor<[]>) => Tensor<[]>);

/** The rate itself; a RangeError or TypeError unless it is a finite number, 0 or more, or a schedule. `by` takes it. */
export function rateOf(by: string, rate: Rate): Rate {
  if (typeof rate !== 'function') numbersIn(by, 'finite and not negative', { rate });
  return rate;
}

/** The rate at a step, as a scalar. */
export function rateAt(rate: Rate, step: Expr): Expr {
  if (typeof rate === 'number') return literal(rate, 'f32');
  const now: unknown = rate(result(step));
  if (!isTensor(now)) throw new TypeError(`learning rate: the schedule must return a scalar tensor, not ${typeof now}`);
  // a scalar in a training step; the laws ask for many steps at once
  if (now.shape.join() !== step.shape.join())
    throw new TypeError(`learning rate: the schedule must return a scalar, not [${now.shape.join(', ')}]`);
  return now;
}
