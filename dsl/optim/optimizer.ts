// What an optimiser is: a pure function from (parameters, gradients, its own state, step) to new parameters and state,
// as expressions of one training step. The learning rate may be an expression of the step: nothing is recompiled.
import { literal } from '../build.ts';
import type { Expr } from '../expr.ts';
import { isTensor, result } from '../ops/boundary.ts';
import { numbersIn } from '../shape/rules/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../tensor.ts';

/** A tensor of whatever shape the parameter has: a node, and an operand of every operation. */
// biome-ignore lint/suspicious/noExplicitAny: S is invariant, so no narrower argument stands for every shape
type Given = Expr & Tensor<any>;
/** A node, or what an operation gives. */
type Made = Expr | AnyTensor;

/** One parameter at one step. */
export interface Update {
  readonly parameter: Given;
  readonly gradient: Given;
  /** the optimiser's own tensors for this parameter, in the order of `slots` */
  readonly slots: readonly Given[];
  /** the number of this step, from 1, an f32 scalar */
  readonly step: Expr & Tensor<[]>;
}

export interface Updated {
  readonly parameter: Made;
  readonly slots: readonly Made[];
}

// Boundary: a node is a tensor at run time, of the parameter's shape; what an operation gives is a node.
const given = (nodes: readonly Expr[]) => nodes as unknown as readonly Given[];
const made = (tensors: readonly Made[]) => tensors.map((t) => toExpr(t as AnyTensor));

/** All gradients as the optimiser wants them. */
export function prepared({ prepare }: Pick<Optimizer, 'prepare'>, gradients: readonly Expr[]): readonly Expr[] {
  return prepare ? made(prepare(given(gradients))) : gradients;
}

/** The next values of a parameter and of its slots. */
export function updated(
  { update }: Pick<Optimizer, 'update'>,
  parameter: Expr,
  gradient: Expr,
  slots: readonly Expr[],
  step: Expr,
): { readonly parameter: Expr; readonly slots: readonly Expr[] } {
  const [p, g] = given([parameter, gradient]);
  const next = update({ parameter: p!, gradient: g!, slots: given(slots), step: given([step])[0]! });
  return { parameter: made([next.parameter])[0]!, slots: made(next.slots) };
}

/**
 * A pure function from a parameter, its gradient and the optimiser's own tensors to their next values. One of your own is
 * written with the operations of the language:
 *
 *   const plain: Optimizer = {
 *     name: 'plain',
 *     slots: [],
 *     update: ({ parameter, gradient }) => ({ parameter: sub(parameter, scale(gradient, 0.1)), slots: [] }),
 *   };
 */
export interface Optimizer {
  readonly name: string;
  /** names of its tensors for each parameter; they have the parameter's shape and are 0 at first */
  readonly slots: readonly string[];
  /** set: of tables that are read by rows, other rows are left as they are (lazy.ts) */
  readonly lazy?: true;
  /** transforms all gradients together before the updates: clipping */
  readonly prepare?: (gradients: readonly Given[]) => readonly Made[];
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
