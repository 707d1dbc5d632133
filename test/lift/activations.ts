// The functions lifted, each beside its derivative, which was worked out by hand.
import { lift } from 'quern/lift';
import type { Tensor } from '../../dsl/tensor.ts';
import * as f from './functions.ts';
import { ALPHA } from './shared.ts';

const s = (x: number) => 1 / (1 + Math.exp(-x));
const ds = (x: number) => s(x) * s(-x);
const dtanh = (x: number) => 1 / Math.cosh(x) ** 2;
const log1pExp = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const dsilu = (x: number) => s(x) + x * ds(x);
const step = (holds: boolean) => (holds ? 1 : 0);

const dgelu = (x: number) => {
  const c = Math.sqrt(2 / Math.PI);
  const u = c * (x + 0.044715 * x ** 3);
  return 0.5 * (1 + Math.tanh(u)) + 0.5 * x * dtanh(u) * c * (1 + 3 * 0.044715 * x * x);
};
const dsmish = (x: number) => {
  const u = Math.log(1 + s(x));
  return Math.tanh(u) + (x * dtanh(u) * ds(x)) / (1 + s(x));
};
const dgish = (x: number) => {
  const e = Math.exp(-Math.exp(x));
  return Math.log(2 - e) + (x * Math.exp(x) * e) / (2 - e);
};
const dsmelu = (x: number) => (x <= -1.5 ? 0 : x < 1.5 ? (x + 1.5) / 3 : 1);
const delish = (x: number) => (x >= 0 ? dsilu(x) : Math.exp(x) * s(x) + Math.expm1(x) * ds(x));

export interface Activation {
  readonly name: string;
  readonly f: (x: number) => number;
  readonly lifted: (x: Tensor<[number]>) => Tensor<[number]>;
  readonly derivative: (x: number) => number;
  /** where to compare */
  readonly low: number;
  readonly high: number;
}

const of = (
  name: string,
  scalar: (x: number) => number,
  lifted: Activation['lifted'],
  derivative: (x: number) => number,
  low = -100,
  high = 100,
): Activation => ({ name, f: scalar, lifted, derivative, low, high });

export const activations: readonly Activation[] = [
  of('relu', f.relu, lift(f.relu), (x) => step(x > 0)),
  of('relu6', f.relu6, lift(f.relu6), (x) => step(x > 0 && x < 6)),
  of('leakyRelu', f.leakyRelu, lift(f.leakyRelu), (x) => (x > 0 ? 1 : 0.01)),
  of('thresholdedRelu', f.thresholdedRelu, lift(f.thresholdedRelu), (x) => step(x > 1)),
  of('sRelu', f.sRelu, lift(f.sRelu), (x) => (x >= 1.2 ? 0.3 : x <= -1.5 ? 0.2 : 1)),
  of('elu', f.elu, lift(f.elu), (x) => (x > 0 ? 1 : Math.exp(x))),
  of('celu', f.celu, lift(f.celu), (x) => (x > 0 ? 1 : Math.exp(x / 2))),
  of('selu', f.selu, lift(f.selu), (x) => 1.0507009873554805 * (x > 0 ? 1 : ALPHA * Math.exp(x))),
  of('softplus', f.softplus, lift(f.softplus), s),
  of('squareplus', f.squareplus, lift(f.squareplus), (x) => 0.5 + x / (2 * Math.sqrt(x * x + 4))),
  of('logSigmoid', f.logSigmoid, lift(f.logSigmoid), (x) => s(-x)),
  of('softsign', f.softsign, lift(f.softsign), (x) => 1 / (1 + Math.abs(x)) ** 2),
  of('hardSigmoid', f.hardSigmoid, lift(f.hardSigmoid), (x) => (Math.abs(x) < 1 ? 0.5 : 0)),
  of('hardTanh', f.hardTanh, lift(f.hardTanh), (x) => step(Math.abs(x) < 1)),
  of('scaledTanh', f.scaledTanh, lift(f.scaledTanh), (x) => ((1.7159 * 2) / 3) * dtanh((2 / 3) * x)),
  of('swish', f.swish, lift(f.swish), (x) => s(1.5 * x) + 1.5 * x * ds(1.5 * x)),
  of('silu', f.silu, lift(f.silu), dsilu),
  of('eSwish', f.eSwish, lift(f.eSwish), (x) => 1.25 * dsilu(x)),
  of('hardSwish', f.hardSwish, lift(f.hardSwish), (x) => (x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5)),
  of('mish', f.mish, lift(f.mish), (x) => Math.tanh(log1pExp(x)) + x * dtanh(log1pExp(x)) * s(x)),
  of('lisht', f.lisht, lift(f.lisht), (x) => Math.tanh(x) + x * dtanh(x)),
  of(
    'tanhExp',
    f.tanhExp,
    lift(f.tanhExp),
    (x) => Math.tanh(Math.exp(x)) + x * Math.exp(x) * dtanh(Math.exp(x)),
    -20,
    6,
  ),
  of('logish', f.logish, lift(f.logish), (x) => Math.log(1 + s(x)) + (x * ds(x)) / (1 + s(x))),
  of('smish', f.smish, lift(f.smish), dsmish),
  of('gish', f.gish, lift(f.gish), dgish, -20, 6),
  of('gelu', f.gelu, lift(f.gelu), dgelu, -20, 20),
  of('phish', f.phish, lift(f.phish), (x) => Math.tanh(f.gelu(x)) + x * dtanh(f.gelu(x)) * dgelu(x), -20, 20),
  of('elish', f.elish, lift(f.elish), delish),
  of('snake', f.snake, lift(f.snake), (x) => 1 + Math.sin(3 * x)),
  of('isru', f.isru, lift(f.isru), (x) => (1 + 3 * x * x) ** -1.5),
  of('isrlu', f.isrlu, lift(f.isrlu), (x) => (x >= 0 ? 1 : (1 + 3 * x * x) ** -1.5)),
  of('gaussian', f.gaussian, lift(f.gaussian), (x) => -2 * x * Math.exp(-x * x)),
  of('softShrink', f.softShrink, lift(f.softShrink), (x) => step(Math.abs(x) > 0.5)),
  of('hardShrink', f.hardShrink, lift(f.hardShrink), (x) => step(Math.abs(x) > 0.5)),
  of('smelu', f.smelu, lift(f.smelu), dsmelu),
  of('lambertW', f.lambertW, lift(f.lambertW), (x) => f.lambertW(x) / (x * (1 + f.lambertW(x))), 0.1, 20),
  of('ein', f.ein, lift(f.ein), (x) => -Math.expm1(-x) / x, -3, 3),
  of('huber', f.huber, lift(f.huber), (x) => Math.max(-1, Math.min(1, x))),
  of('charbonnier', f.charbonnier, lift(f.charbonnier), (x) => x / Math.sqrt(1 + x * x)),
  of('logCosh', f.logCosh, lift(f.logCosh), Math.tanh, -80, 80),
  of('positiveRoot', f.positiveRoot, lift(f.positiveRoot), (x) => (x <= 0 ? 0 : 0.5 / Math.sqrt(x))),
];

/** Points of [low, high] that no function here bends at, as float32; dense where functions bend. */
export function pointsOf({ low, high }: Activation): number[] {
  const all = Array.from({ length: 61 }, (_, i) => Math.sinh((i - 30.2) / 5.5) * 0.83);
  return all.filter((x) => x >= low && x <= high && x !== 0).map(Math.fround);
}
