// Right programs: loops, generic recurrent layers, transposed cross-correlation.
import { add, mul, sub } from '../../../dsl/ops/binary.ts';
import { matmul } from '../../../dsl/ops/contract.ts';
import { crossCorrelate2d } from '../../../dsl/ops/convolve.ts';
import { input, iota, zeros } from '../../../dsl/ops/leaves.ts';
import { scan } from '../../../dsl/ops/scan.ts';
import { crossCorrelateTransposed1d, crossCorrelateTransposed2d } from '../../../dsl/ops/transposed.ts';
import { sigmoid, tanh } from '../../../dsl/ops/unary.ts';
import type { Dim, Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

const sums = scan(zeros('B', 8), zeros('T', 'B', 8), (h, x) => {
  const next = add(h, x);
  return [next, next];
});
is<['B', 8]>(sums.carry);
is<['T', 'B', 8]>(sums.outputs);

export const both = <T extends Dim>(xs: { a: Tensor<[T, 4]>; b: readonly [Tensor<[T, 4]>] }) =>
  scan(zeros(4), xs, (h, { a, b }) => [add(h, add(a, b[0])), a]).outputs;
is<[7, 4]>(both({ a: zeros(7, 4), b: [zeros(7, 4)] }));
// a tree of carries and outputs
const pair = scan({ h: zeros(8), c: zeros(4) }, { x: zeros('T', 8), y: zeros('T', 4) }, ({ h, c }, { x, y }) => [
  { h: add(h, x), c: add(c, y) },
  { last: h, both: [h, c] as const },
]);
is<[4]>(pair.carry.c);
is<['T', 8]>(pair.outputs.last);
is<['T', 4]>(pair.outputs.both[1]);
is<[3]>(scan(zeros(3), iota(5), (h) => [mul(h, 2), h]).carry);

// h_t = tanh(h_(t-1) v + x_t u) (Elman 1990), generic in every dimension
export function elman<T extends Dim, B extends Dim, I extends Dim, H extends Dim>(
  xs: Tensor<[T, B, I]>,
  h0: Tensor<[B, H]>,
  u: Tensor<[I, H]>,
  v: Tensor<[H, H]>,
) {
  return scan(h0, xs, (h, x) => {
    const next = tanh(add(matmul(h, v), matmul(x, u)));
    return [next, next];
  }).outputs;
}
is<['T', 32, 128]>(elman(zeros('T', 32, 64), zeros(32, 128), zeros(64, 128), zeros(128, 128)));

// the minimal gated unit (Zhou et al. 2016): a gate between the old and the new state
export function minimalGated<T extends Dim, B extends Dim, H extends Dim>(
  xs: Tensor<[T, B, H]>,
  h0: Tensor<[B, H]>,
  f: Tensor<[H, H]>,
  w: Tensor<[H, H]>,
) {
  return scan(h0, xs, (h, x) => {
    const gate = sigmoid(add(matmul(h, f), x));
    const proposed = tanh(add(matmul(mul(gate, h), w), x));
    return [add(mul(sub(1, gate), h), mul(gate, proposed)), h];
  }).carry;
}
is<[32, 16]>(minimalGated(zeros(10, 32, 16), zeros(32, 16), zeros(16, 16), zeros(16, 16)));

// there and back: the transposed map has the input's shape
const image = input('batch', 3, 28, 28);
const kernel = zeros(8, 3, 4, 4);
const seen = crossCorrelate2d(image, kernel, { stride: 2, padding: 1 });
is<['batch', 8, 14, 14]>(seen);
is<['batch', 3, 28, 28]>(crossCorrelateTransposed2d(seen, kernel, { stride: 2, padding: 1 }));
is<['batch', 3, '2*T']>(crossCorrelateTransposed1d(zeros('batch', 8, 'T'), zeros(8, 3, 4), { stride: 2, padding: 1 }));
