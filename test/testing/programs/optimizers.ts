// Random optimisers: every update rule, with and without schedules, clipping and lazy rows, and one that adds gradients up.
import { literal } from '../../../dsl/build.ts';
import { add, apply, beside, equal, mul, select, sub } from '../../../dsl/expression/pointwise.ts';
import {
  adagrad,
  adam,
  adamW,
  clipByGlobalNorm,
  clipByValue,
  cosineDecay,
  exponentialDecay,
  joined,
  lazy,
  momentum,
  nesterov,
  type Optimizer,
  type Rate,
  rmsProp,
  sgd,
  stepDecay,
  warmup,
} from '../../../dsl/optim/index.ts';
import type { Choices } from './choices.ts';

const rates: readonly ((choices: Choices) => Rate)[] = [
  () => 2 ** -4,
  () => 0.1,
  () => 0,
  (c) => stepDecay(0.1, c.from([1, 2, 3]), c.from([0.1, 0.5])),
  (c) => exponentialDecay(0.1, c.from([1, 4])),
  (c) => cosineDecay(0.1, c.from([1, 2, 5]), c.from([0, 0.01])),
  (c) => warmup(c.from([1, 2, 3]), 0.1),
  (c) => joined(0.1, c.from([1, 2, 3]), 0.01),
  () => warmup(2, joined(0.1, 2, cosineDecay(0.1, 3))),
];

/** Where a gradient is nothing but rounding, a step by its direction alone would say nothing. */
const soft = 2 ** -5;

const rules: readonly ((rate: Rate, choices: Choices) => Optimizer)[] = [
  (rate) => sgd(rate),
  (rate, c) => momentum(rate, c.from([0.9, 0.5, 0])),
  (rate, c) => nesterov(rate, c.from([0.9, 0.5])),
  (rate) => adagrad(rate, { epsilon: soft }),
  (rate, c) => rmsProp(rate, { decay: c.from([0.9, 0.5, 0]), epsilon: soft }),
  (rate, c) => adam(rate, { beta1: c.from([0.9, 0]), epsilon: soft }),
  (rate, c) => adamW(rate, { weightDecay: c.from([0.1, 0.5]), epsilon: soft }),
  (rate, c) => accumulating(rate, c.from([1, 2, 3])),
];

export function drawnOptimizer(choices: Choices): Optimizer {
  let made = choices.from(rules)(choices.from(rates)(choices), choices);
  if (choices.oneIn(3)) made = lazy(made);
  if (choices.oneIn(3)) made = clipByValue(choices.from([0.01, 0.5, 100]), made);
  if (choices.oneIn(3)) made = clipByGlobalNorm(choices.from([0.05, 1, 100]), made);
  return made;
}

/** Sums of gradients over `every` steps, then one step by their sum: s' = s + g, or 0 and theta - eta (s + g). */
function accumulating(rate: Rate, every: number): Optimizer {
  const eta = typeof rate === 'number' ? rate : 0.05;
  return {
    name: 'accumulating',
    slots: ['sum', 'last'],
    update: ({ parameter, gradient, slots, step }) => {
      const sum = add(slots[0]!, gradient);
      const now = equal(apply('mod', step, beside(step, every)), 0);
      return {
        parameter: select(now, sub(parameter, mul(sum, eta)), parameter),
        // the sum that the step before had: a state that is another one's old value
        slots: [select(now, literal(0, 'f32', parameter.shape), sum), slots[0]!],
      };
    },
  };
}
