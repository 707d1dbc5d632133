// User-defined generic layers: no casts, no annotations on results.
import { relu } from '../../../dsl/ops/activations.ts';
import { add, div, greater, mul, scale, sub } from '../../../dsl/ops/binary.ts';
import { einsum, matmul } from '../../../dsl/ops/contract.ts';
import { crossCorrelate1d, crossCorrelate2d } from '../../../dsl/ops/convolve.ts';
import { zeros } from '../../../dsl/ops/leaves.ts';
import { mean, softmax, sum } from '../../../dsl/ops/reduce.ts';
import { where } from '../../../dsl/ops/select.ts';
import { exp, rsqrt } from '../../../dsl/ops/unary.ts';
import { flatten, permute, reshape, split, transpose } from '../../../dsl/ops/views.ts';
import type { Dim, Product, Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

export function dense<B extends Dim, In extends Dim, Out extends Dim>(
  x: Tensor<[B, In]>,
  w: Tensor<[In, Out]>,
  b: Tensor<[Out]>,
) {
  return relu(add(matmul(x, w), b));
}
is<[32, 10]>(dense(zeros(32, 784), zeros(784, 10), zeros(10)));

export function mlp<B extends Dim, I extends Dim, H extends Dim, O extends Dim>(
  x: Tensor<[B, I]>,
  w1: Tensor<[I, H]>,
  b1: Tensor<[H]>,
  w2: Tensor<[H, O]>,
  b2: Tensor<[O]>,
) {
  return softmax(add(matmul(dense(x, w1, b1), w2), b2));
}
is<['batch', 10]>(mlp(zeros('batch', 784), zeros(784, 300), zeros(300), zeros(300, 10), zeros(10)));

// any shape at all
export function residual<S extends Shape>(x: Tensor<S>, y: Tensor<S>) {
  return relu(add(x, y));
}
is<[2, 3]>(residual(zeros(2, 3), zeros(2, 3)));

// hand-written softmax and layer norm over the last axis
export function softmax2<B extends Dim, T extends Dim, C extends Dim>(x: Tensor<[B, T, C]>) {
  const e = exp(x);
  return div(e, sum(e, -1, { keepDims: true }));
}
is<[2, 3, 4]>(softmax2(zeros(2, 3, 4)));
export function norm<B extends Dim, T extends Dim, C extends Dim>(
  x: Tensor<[B, T, C]>,
  g: Tensor<[C]>,
  b: Tensor<[C]>,
) {
  const d = sub(x, mean(x, -1, { keepDims: true }));
  const v = mean(mul(d, d), -1, { keepDims: true });
  return add(mul(div(d, v), g), b);
}
is<['B', 'T', 8]>(norm(zeros('B', 'T', 8), zeros(8), zeros(8)));

// attention, generic in batch, sequence, heads, head size and width
export function attention<B extends Dim, T extends Dim, C extends Dim, H extends Dim, D extends Dim>(
  x: Tensor<[B, T, C]>,
  p: { q: Tensor<[C, H, D]>; k: Tensor<[C, H, D]>; v: Tensor<[C, H, D]>; o: Tensor<[H, D, C]> },
) {
  const q = einsum('btc,chd->bhtd', x, p.q),
    k = einsum('bsc,chd->bhsd', x, p.k),
    v = einsum('bsc,chd->bhsd', x, p.v);
  const a = softmax(einsum('bhtd,bhsd->bhts', q, k));
  return add(einsum('bhtd,hdc->btc', einsum('bhts,bhsd->bhtd', a, v), p.o), x);
}
const heads = { q: zeros(768, 12, 64), k: zeros(768, 12, 64), v: zeros(768, 12, 64), o: zeros(12, 64, 768) };
is<['batch', 'T', 768]>(attention(zeros('batch', 'T', 768), heads));
// the same with matmul / transpose on generic rank-4 tensors
export function scores<B extends Dim, H extends Dim, T extends Dim, D extends Dim>(
  q: Tensor<[B, H, T, D]>,
  k: Tensor<[B, H, T, D]>,
  v: Tensor<[B, H, T, D]>,
) {
  return matmul(softmax(scale(matmul(q, transpose(k)), 0.125)), v);
}
is<[8, 12, 'T', 64]>(scores(zeros(8, 12, 'T', 64), zeros(8, 12, 'T', 64), zeros(8, 12, 'T', 64)));

// residual conv blocks, generic in every dimension
export function basicBlock<B extends Dim, C extends Dim, H extends Dim, W extends Dim>(
  x: Tensor<[B, C, H, W]>,
  w1: Tensor<[C, C, 3, 3]>,
  w2: Tensor<[C, C, 3, 3]>,
) {
  return relu(add(crossCorrelate2d(relu(crossCorrelate2d(x, w1, { padding: 1 })), w2, { padding: 1 }), x));
}
is<[8, 64, 56, 56]>(basicBlock(zeros(8, 64, 56, 56), zeros(64, 64, 3, 3), zeros(64, 64, 3, 3)));
export function downBlock<B extends Dim, C extends Dim, F extends Dim, H extends Dim, W extends Dim>(
  x: Tensor<[B, C, H, W]>,
  w1: Tensor<[F, C, 3, 3]>,
  w2: Tensor<[F, F, 3, 3]>,
  ws: Tensor<[F, C, 1, 1]>,
) {
  const main = crossCorrelate2d(relu(crossCorrelate2d(x, w1, { stride: 2, padding: 1 })), w2, { padding: 1 });
  return relu(add(main, crossCorrelate2d(x, ws, { stride: 2 })));
}
is<[8, 128, 28, 28]>(
  downBlock(zeros(8, 64, 56, 56), zeros(128, 64, 3, 3), zeros(128, 128, 3, 3), zeros(128, 64, 1, 1)),
);
export function pooled<B extends Dim, C extends Dim>(x: Tensor<[B, C, 7, 7]>) {
  return flatten(x);
}
is<[4, 'X']>(permute(zeros('X', 4), 1, 0));
export function swap<A extends Dim, B extends Dim, C extends Dim>(x: Tensor<[A, B, C]>) {
  return permute(x, 2, 0, 1);
}
is<[4, 2, 3]>(swap(zeros(2, 3, 4)));
export function reds<A extends Dim, B extends Dim, C extends Dim>(x: Tensor<[A, B, C]>) {
  return sum(x, [0, -1]);
}
is<[3]>(reds(zeros(2, 3, 4)));
export function tcn<B extends Dim, C extends Dim, T extends Dim>(x: Tensor<[B, C, T]>, w: Tensor<[C, C, 3]>) {
  return crossCorrelate1d(crossCorrelate1d(x, w), w);
}
is<['B', 4, 'T-4']>(tcn(zeros('B', 4, 'T'), zeros(4, 4, 3)));
export function flat<B extends Dim, C extends number>(x: Tensor<[B, C, 7, 7]>) {
  return flatten(x);
}
is<['B', 25088]>(flat(zeros('B', 512, 7, 7)));
export function head<B extends Dim, C extends number, O extends Dim>(
  x: Tensor<[B, C, 7, 7]>,
  w: Tensor<[Product<[C, 7, 7]>, O]>,
) {
  return matmul(flatten(x), w);
}
is<['B', 10]>(head(zeros('B', 512, 7, 7), zeros(25088, 10)));

// numbers beside tensors of any shape, conditions
export function leaky<S extends Shape>(x: Tensor<S>) {
  return where(greater(x, 0), x, mul(0.1, x));
}
is<[2, 3]>(leaky(zeros(2, 3)));
export function blend<S extends Shape>(x: Tensor<S>, y: Tensor<S>, t: Tensor<S>) {
  return add(mul(t, x), mul(sub(1, t), y));
}
is<['B', 4]>(blend(zeros('B', 4), zeros('B', 4), zeros('B', 4)));

// root mean square normalisation (Zhang and Sennrich 2019) over the last of three axes
export function rootMeanSquare<B extends Dim, T extends Dim, C extends Dim>(x: Tensor<[B, T, C]>, gain: Tensor<[C]>) {
  return mul(mul(x, rsqrt(add(mean(mul(x, x), -1, { keepDims: true }), 1e-6))), gain);
}
is<['B', 'T', 8]>(rootMeanSquare(zeros('B', 'T', 8), zeros(8)));

// squeeze and excitation (Hu et al. 2018): channels weighted by a function of their means
export function excite<B extends Dim, C extends Dim, H extends Dim, W extends Dim, R extends Dim>(
  x: Tensor<[B, C, H, W]>,
  down: Tensor<[C, R]>,
  up: Tensor<[R, C]>,
) {
  const weights = softmax(matmul(relu(matmul(mean(x, [2, 3]), down)), up));
  return einsum('bchw,bc->bchw', x, weights);
}
export function ellipsis<B extends Dim, T extends Dim, C extends Dim>(x: Tensor<[B, T, C]>, w: Tensor<[C, 3]>) {
  const y: Tensor<[B, T, 3]> = einsum('...i,ij->...j', x, w);
  return y;
}
is<[8, 64, 7, 7]>(excite(zeros(8, 64, 7, 7), zeros(64, 4), zeros(4, 64)));

// reshapes whose proof does not ask what the type parameters are: they begin or end both shapes, or the first is left open
export function joinHeads<B extends Dim, T extends Dim>(x: Tensor<[B, T, 4, 8]>, b: B, t: T): Tensor<[B, T, 32]> {
  return reshape(x, b, t, 32);
}
is<['batch', 5, 32]>(joinHeads(zeros('batch', 5, 4, 8), 'batch', 5));
export function splitRows<B extends Dim>(x: Tensor<[B, 32]>): Tensor<[B, 4, 8]> {
  return reshape(x, -1, 4, 8);
}
is<['batch', 4, 8]>(splitRows(zeros('batch', 32)));
export function joinBetween<B extends Dim, T extends Dim>(x: Tensor<[B, 4, 8, T]>, t: T): Tensor<[B, 32, T]> {
  return reshape(x, -1, 32, t);
}
is<['batch', 32, 7]>(joinBetween(zeros('batch', 4, 8, 7), 7));
export function joinFirst<T extends Dim>(x: Tensor<[4, 8, T]>, t: T): Tensor<[32, T]> {
  return reshape(x, 32, t);
}
is<[32, 'T']>(joinFirst(zeros(4, 8, 'T'), 'T'));
is<[0, 8]>(reshape(zeros(0, 4), 0, 8));
is<[12, 1]>(reshape(zeros(4, 3), 12, -1));
is<[33, 1, 20]>(reshape(zeros(22, 3, 10), 33, -1, 20));

// halves of a known width, in front of any shape that is not known
export function gated<B extends Dim, T extends Dim>(x: Tensor<[B, T, 32]>): Tensor<[B, T, 16]> {
  const [value, gate] = split(x, 2, 2);
  return mul(value, gate);
}
is<['batch', 5, 16]>(gated(zeros('batch', 5, 32)));
