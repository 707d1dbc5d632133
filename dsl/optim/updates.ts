// Optimisers. theta the parameter, g its gradient, eta the learning rate, t the step from 1; all elementwise.
import type { Expr } from '../expr.ts';
import { average } from '../expression/normalize.ts';
import { add, div, expm1, mul, sqrt, square, sub } from '../expression/pointwise.ts';
import { numbersIn, optionsOf } from '../shape/rules/index.ts';
import { type Optimizer, type Rate, rateAt, rateOf } from './optimizer.ts';

/** theta - eta g (Robbins and Monro 1951) */
export function sgd(rate: Rate = 0.01): Optimizer {
  rateOf('sgd', rate);
  return {
    name: 'sgd',
    slots: [],
    update: ({ parameter, gradient, step }) => ({
      parameter: sub(parameter, mul(gradient, rateAt(rate, step))),
      slots: [],
    }),
  };
}

/** v' = mu v + g; theta - eta v' (Polyak 1964) */
export function momentum(rate: Rate = 0.01, mu = 0.9): Optimizer {
  rateOf('momentum', rate);
  numbersIn('momentum', '0 or more and less than 1', { mu });
  return {
    name: 'momentum',
    slots: ['velocity'],
    update: ({ parameter, gradient, slots, step }) => {
      const velocity = add(mul(slots[0]!, mu), gradient);
      return { parameter: sub(parameter, mul(velocity, rateAt(rate, step))), slots: [velocity] };
    },
  };
}

/** v' = mu v + g; theta - eta (g + mu v') (Nesterov 1983, in the form of Sutskever et al. 2013) */
export function nesterov(rate: Rate = 0.01, mu = 0.9): Optimizer {
  rateOf('nesterov', rate);
  numbersIn('nesterov', '0 or more and less than 1', { mu });
  return {
    name: 'nesterov',
    slots: ['velocity'],
    update: ({ parameter, gradient, slots, step }) => {
      const velocity = add(mul(slots[0]!, mu), gradient);
      const ahead = add(gradient, mul(velocity, mu));
      return { parameter: sub(parameter, mul(ahead, rateAt(rate, step))), slots: [velocity] };
    },
  };
}

export interface AdagradOptions {
  /** 1e-10 if not said */
  readonly epsilon?: number;
}

/** s' = s + g^2; theta - eta g / (sqrt(s') + epsilon) (Duchi, Hazan and Singer 2011) */
export function adagrad(rate: Rate = 0.01, options: AdagradOptions = {}): Optimizer {
  const { epsilon = 1e-10 } = optionsOf<AdagradOptions>('adagrad', options, { epsilon: 1 });
  rateOf('adagrad', rate);
  numbersIn('adagrad', 'finite and not negative', { epsilon });
  return {
    name: 'adagrad',
    slots: ['square'],
    update: ({ parameter, gradient, slots, step }) => {
      const s = add(slots[0]!, square(gradient));
      const scaled = div(gradient, add(sqrt(s), epsilon));
      return { parameter: sub(parameter, mul(scaled, rateAt(rate, step))), slots: [s] };
    },
  };
}

export interface RmsPropOptions {
  readonly decay?: number;
  readonly epsilon?: number;
}

/** s' = rho s + (1 - rho) g^2; theta - eta g / (sqrt(s') + epsilon) (Tieleman and Hinton 2012) */
export function rmsProp(rate: Rate = 0.001, options: RmsPropOptions = {}): Optimizer {
  const known = { decay: 1, epsilon: 1 };
  const { decay = 0.9, epsilon = 1e-8 } = optionsOf<RmsPropOptions>('rmsProp', options, known);
  rateOf('rmsProp', rate);
  numbersIn('rmsProp', '0 or more and less than 1', { decay });
  numbersIn('rmsProp', 'finite and not negative', { epsilon });
  return {
    name: 'rmsProp',
    slots: ['square'],
    update: ({ parameter, gradient, slots, step }) => {
      const s = average(slots[0]!, square(gradient), decay);
      const scaled = div(gradient, add(sqrt(s), epsilon));
      return { parameter: sub(parameter, mul(scaled, rateAt(rate, step))), slots: [s] };
    },
  };
}

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/**
 * m' = b1 m + (1 - b1) g; v' = b2 v + (1 - b2) g^2; theta - eta (m' / (1 - b1^t)) / (sqrt(v' / (1 - b2^t)) + epsilon)
 * (Kingma and Ba 2015). The square of a gradient beyond 10^19 is no float: clipByGlobalNorm makes it one.
 */
export function adam(rate: Rate = 0.001, options: AdamOptions = {}): Optimizer {
  return decayed('adam', rate, { ...optionsOf<AdamOptions>('adam', options, adamOptions), weightDecay: 0 });
}

const adamOptions = { beta1: 1, beta2: 1, epsilon: 1 };

export interface AdamWOptions extends AdamOptions {
  readonly weightDecay?: number;
}

/**
 * Adam with the weights' decay outside of the averages: - eta lambda theta besides (Loshchilov and Hutter 2019). What no
 * gradient reaches does not decay.
 */
export function adamW(rate: Rate = 0.001, options: AdamWOptions = {}): Optimizer {
  return decayed('adamW', rate, optionsOf<AdamWOptions>('adamW', options, { ...adamOptions, weightDecay: 1 }));
}

function decayed(name: string, rate: Rate, options: AdamWOptions): Optimizer {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = options;
  rateOf(name, rate);
  numbersIn(name, '0 or more and less than 1', { beta1, beta2 });
  numbersIn(name, 'finite and not negative', { epsilon, weightDecay });
  return {
    name,
    slots: ['mean', 'square'],
    update: ({ parameter, gradient, slots, step }) => {
      const m = average(slots[0]!, gradient, beta1);
      const v = average(slots[1]!, square(gradient), beta2);
      const direction = div(mul(m, correction(beta1, step)), add(sqrt(mul(v, correction(beta2, step))), epsilon));
      const moved = weightDecay === 0 ? direction : add(direction, mul(parameter, weightDecay));
      return { parameter: sub(parameter, mul(moved, rateAt(rate, step))), slots: [m, v] };
    },
  };
}

/**
 * 1 / (1 - beta^t) = -1 / expm1(t ln beta), a scalar: averages that began at 0 are too small by this. As a float beta
 * near 1 would be another one, and 1 - beta^t without digits.
 */
const correction = (beta: number, step: Expr) => div(-1, expm1(mul(step, Math.log(beta))));
