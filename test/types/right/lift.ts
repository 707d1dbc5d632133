// Lifted functions: what they take, and the shape of what they give.

import { affine, model, pipe } from '../../../dsl/nn/index.ts';
import type { Mode } from '../../../dsl/nn/mode.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import type { Lift } from '../../../dsl/ops/lifted.ts';
import type { Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

declare const lift: Lift;
declare const mode: Mode;
declare function is<S extends Shape>(x: Tensor<S>): void;

const one = lift((x) => x * Math.tanh(x));
const two = lift((x: number, a: number) => x + Math.sin(a * x) ** 2 / a);
const three = lift((x, low, high) => Math.min(Math.max(x, low), high));
const four = lift((a, b, c, d) => a * b + c * d);

is<[2, 3]>(one(zeros(2, 3)));
is<[2, 3]>(two(zeros(2, 3), 1.5));
is<[2, 3]>(two(2, zeros(2, 3)));
is<[2, 3]>(two(zeros(2, 1), zeros(3)));
is<[2, 3]>(three(zeros(2, 3), -1, 1));
is<[2, 3]>(three(0, zeros(3), zeros(2, 1)));
is<[3]>(three(0, 1, zeros(3)));
is<[4, 2, 3]>(four(zeros(3), 2, zeros(2, 1), zeros(4, 1, 1)));

const net = model({ hidden: affine(784, 128), out: affine(128, 10) }, input('batch', 784), (p, x) =>
  pipe(x, p.hidden, one, p.out),
);
is<['batch', 10]>(net.forward(net.layers, input('batch', 784), mode));

/** Generic in its width, as layers are. */
export const bent = <N extends number>(x: Tensor<['batch', N]>): Tensor<['batch', N]> => two(one(x), 0.5);
