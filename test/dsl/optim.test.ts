import { describe, expect, test } from 'vitest';
import { literal } from '../../dsl/build.ts';
import {
  adam,
  adamW,
  add,
  clipByGlobalNorm,
  clipByValue,
  constant,
  cosineDecay,
  exponentialDecay,
  joined,
  momentum,
  nesterov,
  type Optimizer,
  rmsProp,
  scalar,
  scale,
  sgd,
  stepDecay,
  sub,
  warmup,
} from '../../dsl/index.ts';
import { prepared, updated } from '../../dsl/optim/optimizer.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { valuesOf } from './values.ts';

const value = (e: ReturnType<typeof toExpr>) => valuesOf(asTensor(e))[0]!;

/** theta after each step with the given gradients. */
function path(optimizer: Optimizer, theta: number, gradients: readonly number[]): number[] {
  let slots = optimizer.slots.map(() => 0);
  return gradients.map((g, i) => {
    const number = (x: number) => literal(x, 'f32');
    const [gradient] = prepared(optimizer, [number(g)]);
    const next = updated(optimizer, number(theta), gradient!, slots.map(number), number(i + 1));
    slots = next.slots.map(value);
    theta = value(next.parameter);
    return theta;
  });
}
const close = (expected: readonly number[]) => expected.map((v) => expect.closeTo(v, 10));

describe('optimisers, two steps by hand', () => {
  test('sgd', () => expect(path(sgd(0.1), 1, [2, -1])).toEqual(close([0.8, 0.9])));
  test('momentum: v = 2, then 0.9 * 2 - 1 = 0.8', () =>
    expect(path(momentum(0.1), 1, [2, -1])).toEqual(close([0.8, 0.72])));
  test('nesterov: 2 + 0.9 * 2 = 3.8, then -1 + 0.9 * 0.8 = -0.28', () =>
    expect(path(nesterov(0.1), 1, [2, -1])).toEqual(close([0.62, 0.648])));
  test('rmsProp: s = 0.4, then 0.46', () =>
    expect(path(rmsProp(0.1, { epsilon: 0 }), 1, [2, -1])).toEqual(
      close([1 - 0.2 / Math.sqrt(0.4), 1 - 0.2 / Math.sqrt(0.4) + 0.1 / Math.sqrt(0.46)]),
    ));
  test('adam: the first step is the rate whatever the gradient', () => {
    expect(path(adam(0.1, { epsilon: 0 }), 1, [1e-4])).toEqual(close([0.9]));
    // m = 0.2 then 0.08, v = 0.004 then 0.004996; corrected by 1 - 0.81 and 1 - 0.998001
    const second = 0.9 - (0.1 * (0.08 / 0.19)) / Math.sqrt(0.004996 / 0.001999);
    expect(path(adam(0.1, { epsilon: 0 }), 1, [2, -1])).toEqual(close([0.9, second]));
  });
  test('adamW decays the weight by rate and decay', () =>
    expect(path(adamW(0.1, { epsilon: 0, weightDecay: 0.5 }), 1, [2])).toEqual(close([1 - 0.1 - 0.1 * 0.5])));

  test('clipping', () => {
    expect(path(clipByValue(1, sgd(1)), 0, [5, -0.5])).toEqual(close([-1, -0.5]));
    const gradients = [toExpr(constant([3, 0], 2)), toExpr(scalar(4))];
    const clipped = prepared(clipByGlobalNorm(1, sgd()), gradients);
    expect(valuesOf(asTensor(clipped[0]!))).toEqual(close([0.6, 0]));
    expect(value(clipped[1]!)).toBeCloseTo(0.8, 12);
    expect(prepared(clipByGlobalNorm(10, sgd()), gradients).map(value)).toEqual(close([3, 4]));
  });
});

describe("optimisers of one's own", () => {
  test('are written with the operations of the language', () => {
    const plain: Optimizer = {
      name: 'plain',
      slots: ['last'],
      prepare: (gradients) => gradients.map((g) => scale(g, 2)),
      update: ({ parameter, gradient, slots: [last] }) => ({
        parameter: sub(parameter, scale(add(gradient, last!), 0.1)),
        slots: [gradient],
      }),
    };
    // 1 - 0.1 (2 + 0), then 0.8 - 0.1 (-2 + 2)
    expect(path(plain, 1, [1, -1])).toEqual(close([0.8, 0.8]));
  });
});

describe('schedules are expressions of the step', () => {
  const at = (schedule: (t: ReturnType<typeof scalar>) => ReturnType<typeof scalar>, steps: readonly number[]) =>
    steps.map((t) => valuesOf(schedule(scalar(t)))[0]);
  test('step, exponential and cosine decay', () => {
    expect(at(stepDecay(1, 10, 0.5), [1, 10, 11, 21])).toEqual(close([1, 1, 0.5, 0.25]));
    expect(at(exponentialDecay(1, 10, 0.25), [1, 6, 11])).toEqual(close([1, 0.5, 0.25]));
    expect(at(cosineDecay(1, 10, 0.2), [1, 6, 11, 100])).toEqual(close([1, 0.6, 0.2, 0.2]));
  });
  test('warmup and joined', () => {
    expect(at(warmup(4, 1), [1, 2, 4, 9])).toEqual(close([0.25, 0.5, 1, 1]));
    expect(at(joined(1, 3, stepDecay(0.5, 1, 0.1)), [1, 2, 3, 4])).toEqual(close([1, 1, 0.5, 0.05]));
  });
});
