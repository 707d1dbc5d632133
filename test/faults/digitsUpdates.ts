// The digits of optimisers and schedules: extreme averages, overflowing norms, steps up to 2^24.
import type { Expr } from '../../dsl/expr.ts';
import {
  adam,
  adamW,
  clipByGlobalNorm,
  cosineDecay,
  exponentialDecay,
  momentum,
  nesterov,
  type Optimizer,
  rmsProp,
  type Schedule,
  sgd,
  stepDecay,
  warmup,
} from '../../dsl/index.ts';
import { prepared, updated } from '../../dsl/optim/optimizer.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { type DigitsCase, vector } from './digitsCase.ts';

/** A first update of the parameter 0: what it moves by, and what is kept. */
const update = (
  name: string,
  optimizer: Optimizer,
  gradient: number[],
  kept: number[],
  step: number,
  ulps: number,
  truth?: readonly number[],
): DigitsCase => ({
  name,
  given: [
    vector(...gradient.map(() => 0)),
    vector(...gradient),
    { shape: [], data: [step] },
    ...optimizer.slots.map((_, i) => vector(...gradient.map(() => kept[i] ?? 0))),
  ],
  f: (parameter, g, t, ...slots) => {
    const [ready] = prepared(optimizer, [g!]);
    const next = updated(optimizer, parameter!, ready!, slots, t!);
    return [next.parameter, ...next.slots];
  },
  ulps,
  ...(truth ? { truth } : {}),
});
const clipped = (name: string, gradient: number[], limit: number): DigitsCase =>
  update(`clipByGlobalNorm(${limit}) of ${name}`, clipByGlobalNorm(limit, sgd(1)), gradient, [], 1, 8, [
    ...gradient.map(Math.fround).map((g) => -g * Math.min(1, limit / Math.hypot(...gradient.map(Math.fround)))),
  ]);
export const optimizers: DigitsCase[] = [
  update('sgd', sgd(0.1), [1e20, 1e-20, -3], [], 1, 2),
  update('momentum', momentum(0.1, 0.99999999), [1, 1e-20, -3], [2], 5, 3),
  update('nesterov', nesterov(0.1, 0.99999999), [1, 1e-20, -3], [2], 5, 3),
  update('rmsProp of decay 0.99999999', rmsProp(0.1, { decay: 0.99999999 }), [1, 1e-6, -3], [], 1, 4),
  update('rmsProp at rest', rmsProp(0.1, { decay: 0.999 }), [1, 1, -1], [1], 1e6, 2),
  ...[1, 2, 1000, 1e7].flatMap((step) => [
    update(`adam at step ${step}`, adam(0.1), [1, 1e-4, -3], [], step, 6),
    update(`adam of beta2 0.99999999 at step ${step}`, adam(0.1, { beta2: 0.99999999 }), [1, 1e-4, -3], [], step, 6),
    update(`adam of beta1 0.9999999 at step ${step}`, adam(0.1, { beta1: 0.9999999 }), [1, 1e-4, -3], [], step, 6),
  ]),
  update('adam of betas 0', adam(0.1, { beta1: 0, beta2: 0 }), [1, 1e-4, -3], [], 3, 4),
  update('adam at rest', adam(0.1), [1, 1, 1], [1, 1], 1e6, 2),
  update('adam of epsilon 1e-30', adam(0.1, { epsilon: 1e-30 }), [1, 1e-12, -3], [], 1, 6),
  update('adamW of decay 1e-9', adamW(0.1, { weightDecay: 1e-9 }), [1, 1e-4, -3], [], 2, 6),
  clipped('explosions', [3e20, 4e20], 1),
  clipped('the largest floats', [2 ** 100, 2 ** 101, 1e20], 1e10),
  clipped('small gradients', [3e-10, 4e-10], 1),
  clipped('gradients beyond', [3, 4, 1e-15], 1),
  clipped('a small limit', [3e-5, 4e-5], 1e-8),
];

const scheduled = (name: string, schedule: Schedule, steps: number[], truth: (t: number) => number, ulps: number) => ({
  name,
  given: [vector(...steps)],
  f: (t: Expr) => [toExpr(schedule(asTensor(t)))],
  ulps,
  truth: steps.map(truth),
});
const steps = [1, 2, 500, 1000, 1001, 123457, 2 ** 23, 2 ** 24 - 1, 2 ** 24];
export const schedules: DigitsCase[] = [
  scheduled('stepDecay', stepDecay(0.1, 100000, 0.5), steps, (t) => 0.1 * 0.5 ** Math.floor((t - 1) / 100000), 24),
  scheduled(
    'stepDecay by little',
    stepDecay(0.1, 1, 0.9999999),
    steps.slice(0, 7),
    (t) => 0.1 * 0.9999999 ** (t - 1),
    4,
  ),
  scheduled('exponentialDecay', exponentialDecay(0.1, 1e6, 0.5), steps, (t) => 0.1 * 0.5 ** ((t - 1) / 1e6), 24),
  scheduled(
    'exponentialDecay by little',
    exponentialDecay(0.1, 1, 0.9999999),
    steps,
    (t) => 0.1 * 0.9999999 ** (t - 1),
    4,
  ),
  scheduled(
    'cosineDecay',
    cosineDecay(0.1, 123458),
    [1, 2, 500, 61730, 123000, 123457, 123459],
    (t) => 0.1 * Math.sin((Math.PI / 2) * (1 - Math.min((t - 1) / 123458, 1))) ** 2,
    8,
  ),
  scheduled(
    'cosineDecay over many',
    cosineDecay(0.1, 2 ** 24),
    steps,
    (t) => 0.1 * Math.sin((Math.PI / 2) * (1 - (t - 1) / 2 ** 24)) ** 2,
    8,
  ),
  scheduled('warmup', warmup(3e6, 0.1), steps, (t) => 0.1 * Math.min(1, t / 3e6), 2),
];
