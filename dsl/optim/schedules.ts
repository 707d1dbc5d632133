// Learning rates as expressions of the step t, counted from 1: nothing is recompiled when the rate changes.
import { literal } from '../build.ts';
import type { Expr } from '../expr.ts';
import { add, cos, div, floor, less, min, mul, pow, select, sub } from '../expression/pointwise.ts';
import { result } from '../ops/boundary.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import { type Rate, rateAt } from './optimizer.ts';

export type Schedule = (step: Tensor<[]>) => Tensor<[]>;

const schedule =
  (f: (t: Expr) => Expr): Schedule =>
  (step) =>
    result(f(toExpr(step)));

/** rate decay^floor((t - 1) / every) */
export function stepDecay(rate: number, every: number, decay = 0.1): Schedule {
  // half a step away from whole quotients, so that no rounding of the division moves the floor
  return schedule((t) => mul(pow(literal(decay, 'f32'), floor(div(sub(t, 0.5), every))), rate));
}

/** rate decay^((t - 1) / every), without steps */
export function exponentialDecay(rate: number, every: number, decay = 0.1): Schedule {
  return schedule((t) => mul(pow(literal(decay, 'f32'), mul(sub(t, 1), 1 / every)), rate));
}

/** from `rate` to `last` over `steps` along half a cosine, then `last` (Loshchilov and Hutter 2017) */
export function cosineDecay(rate: number, steps: number, last = 0): Schedule {
  return schedule((t) => {
    const done = min(mul(sub(t, 1), 1 / steps), 1);
    return add(mul(add(cos(mul(done, Math.PI)), 1), (rate - last) / 2), last);
  });
}

/** from 0 to the rate in a straight line over `steps`, then the rate itself (Goyal et al. 2017) */
export function warmup(steps: number, then: Rate): Schedule {
  return schedule((t) => mul(rateAt(then, t), min(div(t, steps), 1)));
}

/** the first rate before step `at`, the second from it on, which counts its steps from 1 */
export function joined(first: Rate, at: number, second: Rate): Schedule {
  return schedule((t) => select(less(t, at), rateAt(first, t), rateAt(second, sub(t, at - 1))));
}
