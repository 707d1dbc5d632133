// Learning rates as expressions of the step t, counted from 1: nothing is recompiled when the rate changes.
import type { Expr } from '../expr.ts';
import { add, apply, div, exp, floor, less, max, min, mul, select, square, sub } from '../expression/pointwise.ts';
import { result } from '../ops/boundary.ts';
import { numbersIn } from '../shape/rules/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import { type Rate, rateAt, rateOf } from './optimizer.ts';

export type Schedule = (step: Tensor<[]>) => Tensor<[]>;

const schedule =
  (f: (t: Expr) => Expr): Schedule =>
  (step) =>
    result(f(toExpr(step)));

/** rate decay^floor((t - 1) / every). Throws a RangeError for a negative rate, or where every or decay is not positive. */
export function stepDecay(rate: number, every: number, decay = 0.1): Schedule {
  decaying('stepDecay', rate, every, decay);
  // half a step away from whole quotients, so that no rounding of the division moves the floor
  return schedule((t) => mul(power(decay, floor(div(sub(t, 0.5), every))), rate));
}

function decaying(by: string, rate: number, every: number, decay: number): void {
  numbersIn(by, 'finite and not negative', { rate });
  numbersIn(by, 'positive and finite', { every, decay });
}

/** rate decay^((t - 1) / every), without steps. Errors as those of stepDecay. */
export function exponentialDecay(rate: number, every: number, decay = 0.1): Schedule {
  decaying('exponentialDecay', rate, every, decay);
  return schedule((t) => mul(power(decay, div(sub(t, 1), every)), rate));
}

/** decay^x = e^(x ln decay): as a float a decay near 1 would be another one */
const power = (decay: number, x: Expr): Expr => exp(mul(x, Math.log(decay)));

/**
 * From `rate` to `last` over `steps` along half a cosine, then `last` (Loshchilov and Hutter 2017). Throws a RangeError
 * for negative rates and where steps is not positive.
 */
export function cosineDecay(rate: number, steps: number, last = 0): Schedule {
  numbersIn('cosineDecay', 'finite and not negative', { rate, last });
  numbersIn('cosineDecay', 'positive and finite', { steps });
  return schedule((t) => {
    // (1 + cos(pi a)) / 2 = sin^2(pi (1 - a) / 2), which is small without a difference
    const left = max(div(sub(steps, sub(t, 1)), steps), 0);
    return add(mul(square(apply('sin', mul(left, Math.PI / 2))), rate - last), last);
  });
}

/**
 * From 0 to the rate in a straight line over `steps`, then the rate itself (Goyal et al. 2017). Throws a RangeError for a
 * negative rate and where steps is not positive.
 */
export function warmup(steps: number, then: Rate): Schedule {
  numbersIn('warmup', 'positive and finite', { steps });
  rateOf('warmup', then);
  return schedule((t) => mul(rateAt(then, t), min(div(t, steps), 1)));
}

/**
 * The first rate before step `at`, the second from it on, which counts its steps from 1. Throws a RangeError for negative
 * rates and where `at` is not a whole number, 1 or more.
 */
export function joined(first: Rate, at: number, second: Rate): Schedule {
  numbersIn('joined', 'a whole number, 1 or more', { at });
  for (const rate of [first, second]) rateOf('joined', rate);
  return schedule((t) => select(less(t, at), rateAt(first, t), rateAt(second, sub(t, at - 1))));
}
