// Every optimiser as a function of parameter, gradient, its own tensors and the step; every schedule as one of the step.

import { cast } from '../../../dsl/ops/index.ts';
import * as language from '../../../dsl/optim/index.ts';
import type { Optimizer } from '../../../dsl/optim/optimizer.ts';
import { prepared, updated } from '../../../dsl/optim/optimizer.ts';
import { type AnyTensor, asTensor, toExpr } from '../../../dsl/tensor.ts';
import { type Case, given, real, type Untyped } from './case.ts';

const optim = language as unknown as Untyped;

function update(name: string, optimizer: Optimizer, step: number): Case {
  const shape = [3, 5];
  return {
    name: `${name} at step ${step}`,
    inputs: [
      given([], [step], 'i32'),
      real(shape),
      real(shape),
      // running squares are positive
      ...optimizer.slots.map(() => real(shape, 0.1, 1)),
    ],
    f: (count, ...tensors) => {
      const [parameter, gradient, ...slots] = tensors.map((t) => toExpr(t as AnyTensor));
      const [ready] = prepared(optimizer, [gradient!]);
      const time = toExpr(cast(count as never, 'f32'));
      const next = updated(optimizer, parameter!, ready!, slots, time);
      return [next.parameter, ...next.slots].map((e) => asTensor(e));
    },
  };
}

const optimizers: Readonly<Record<string, () => unknown>> = {
  sgd: () => optim.sgd!(0.1),
  momentum: () => optim.momentum!(0.1),
  nesterov: () => optim.nesterov!(0.1),
  adagrad: () => optim.adagrad!(0.1),
  rmsProp: () => optim.rmsProp!(0.1),
  lazy: () => optim.lazy!(optim.adam!(0.1)),
  adam: () => optim.adam!(0.1),
  adamW: () => optim.adamW!(0.1, { weightDecay: 0.2 }),
  clipByValue: () => optim.clipByValue!(0.5, optim.sgd!(0.1)),
  'clipByGlobalNorm to less': () => optim.clipByGlobalNorm!(0.5, optim.sgd!(0.1)),
  'clipByGlobalNorm to more': () => optim.clipByGlobalNorm!(50, optim.sgd!(0.1)),
};

/** The rate at each step: whole multiples of the schedule's period among them. */
const steps = [1, 2, 3, 7, 48, 49, 50, 51, 98, 99, 100, 147, 148, 197, 300, 1000];
const rate = (name: string, schedule: unknown): Case => ({
  name,
  inputs: [given([steps.length], steps, 'i32')],
  f: (count) => (schedule as (step: unknown) => unknown)(cast(count as never, 'f32')),
});

export const optimisers: readonly Case[] = [
  ...Object.entries(optimizers).flatMap(([name, make]) =>
    // a boundary of the untyped table: each entry makes an optimiser
    [1, 250].map((step) => update(name, make() as Optimizer, step)),
  ),
  rate('stepDecay', optim.stepDecay!(1, 49, 0.5)),
  rate('exponentialDecay', optim.exponentialDecay!(1, 49, 0.5)),
  rate('cosineDecay', optim.cosineDecay!(1, 200, 0.01)),
  rate('warmup', optim.warmup!(49, optim.cosineDecay!(1, 200))),
  rate('joined', optim.joined!(0.5, 49, optim.stepDecay!(1, 49))),
];
