// A size that types know only as a number fits every other one, and takes no part in what is checked.
import type { DType } from '../../../dsl/dtype.ts';
import type { Dim, Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../runtime/index.ts';
import {
  adam,
  add,
  affine,
  broadcastTo,
  concat,
  crossCorrelate,
  crossEntropy,
  einsum,
  embedding,
  flatten,
  input,
  layerNorm,
  lstm,
  matmul,
  maxPool,
  mean,
  mlp,
  model,
  mul,
  pipe,
  relu,
  reluNetwork,
  reshape,
  selfAttention,
  slice,
  softmax,
  split,
  stack,
  sub,
  trainStep,
  transpose,
  zeros,
} from '../../../runtime/index.ts';

declare const widths: number[];
declare const n: number;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<S extends unknown[]>(): <T extends unknown[]>(
  x: Tensor<T, DType>,
  ...same: Equal<S, T> extends true ? [] : [T]
) => void;
export const a = model({ l: affine(widths[0]!, widths[1]!) }, input('batch', 784), (p, x) => p.l(x));
export const b = model({ l: mlp(widths) }, input('batch', 784), (p, x) => p.l(x));
export const c = model({ l: widths.map((w) => affine(w, w)) }, input('batch', 784), (p, x) => {
  let h: Tensor<['batch', number]> = x;
  for (const l of p.l) h = relu(l(h));
  return h;
});
export const d = model({ l: widths.map((w) => affine(w, w)) }, input('batch', 784), (p, x) =>
  p.l.reduce<Tensor<['batch', number]>>((h, l) => relu(l(h)), x),
);
export const e = model({ l: widths.map((w) => affine(w, w)), out: affine(n, 10) }, input('batch', n), (p, x) =>
  p.out(p.l.reduce((h, l) => relu(l(h)), x)),
);
// what is known of one of two is known of both
is<['batch', 784]>()(add(zeros('batch', n), zeros('batch', 784)));
is<['batch', 784]>()(add(zeros('batch', 784), zeros('batch', n)));
is<['batch', number]>()(add(zeros('batch', 1), zeros('batch', n)));
is<['batch', number]>()(add(zeros('batch', n), zeros('batch', 1)));
is<['batch', number]>()(add(zeros('batch', n), zeros('batch', n)));
is<['batch', 'T']>()(add(zeros('batch', n), zeros('batch', 'T')));
is<['batch', 'T']>()(add(zeros('T'), zeros('batch', n)));
is<['batch', 8]>()(matmul(zeros('batch', n), zeros(784, 8)));
is<['batch', number]>()(matmul(zeros('batch', 784), zeros(784, n)));
is<['batch', number]>()(flatten(zeros('batch', 3, n, n)));
is<['batch', number]>()(flatten(zeros('batch', 3, n, 'T')));
is<['batch', 784]>()(reshape(zeros('batch', n, n), 'batch', 784));
is<['batch', number]>()(reshape(zeros('batch', n, n), 'batch', -1));
is<['batch', number]>()(reshape(zeros('batch', 784), 'batch', n));
is<['batch', number, number]>()(reshape(zeros('batch', 784), 'batch', n, -1));
is<[number, 784]>()(reshape(zeros('batch', n, n), -1, 784));
is<['batch', number]>()(concat(1, zeros('batch', n), zeros('batch', 'T')));
is<['batch', number]>()(concat(1, zeros('batch', n), zeros('batch', 3)));
is<[number, 3]>()(concat(0, zeros(n, 3), zeros(n, 3)));
is<['batch', number]>()(softmax(zeros('batch', n)));
is<['batch']>()(mean(zeros('batch', n), -1));
is<[]>()(crossEntropy(zeros('batch', n), input.i32('batch')));
is<['batch', 784]>()(broadcastTo(zeros(n), 'batch', 784));
is<[number, 'batch']>()(transpose(zeros('batch', n)));
is<['batch', 8]>()(einsum('bi,ij->bj', zeros('batch', n), zeros(784, 8)));
is<['batch', 8]>()(einsum('bi,ij->bj', zeros('batch', 784), zeros(n, 8)));
is<['batch', 3, number, number]>()(maxPool(2, { stride: 2 })(zeros('batch', 3, n, n)));
is<['batch', 8, number, number]>()(crossCorrelate(n, 8, 3)(zeros('batch', 3, n, n)));
is<['batch', 8, number, number]>()(crossCorrelate(3, 8, n)(zeros('batch', 3, 28, 28)));
is<['batch', 8, number, number]>()(crossCorrelate(3, 8, n)(zeros('batch', 3, 'H', 'W')));
is<['batch', 8, number, number]>()(crossCorrelate(3, 8, 3, { stride: n })(zeros('batch', 3, 'H', 'W')));
is<['batch', 8, number, number]>()(crossCorrelate(3, 8, 3, { padding: n })(zeros('batch', 3, 'H', 28)));
is<['batch', number, 'H-2', 'W-2']>()(crossCorrelate(3, n, 3)(zeros('batch', 3, 'H', 'W')));
is<['batch', number]>()(layerNorm(784)(zeros('batch', n)));
is<['batch', 784]>()(layerNorm(n)(zeros('batch', 784)));
is<['batch', 'T', number]>()(embedding(n, n)(input.i32('batch', 'T')));
is<['batch', 'T', number]>()(selfAttention(n, { heads: 4 })(zeros('batch', 'T', 32)));
is<['batch', 'T', 32]>()(selfAttention(32, { heads: 4 })(zeros('batch', 'T', n)));
is<['batch', 'T', 32]>()(selfAttention(32, { heads: n })(zeros('batch', 'T', 32)));
is<['batch', number]>()(slice(zeros('batch', n), 1, 1));
is<['batch', 3]>()(slice(zeros('batch', n), 1, 1, 4));
is<['batch', number]>()(slice(zeros('batch', 9), 1, n));
is<['batch', number]>()(slice(zeros('batch', 'T'), 1, 1, n));
is<['batch', number]>()(split(zeros('batch', n), 1, 2)[0]);
is<[2, 'batch', number]>()(stack(0, zeros('batch', n), zeros('batch', 784)));
is<['batch', 'T', number]>()(lstm(n, n)(zeros('batch', 'T', 7)).outputs);
is<['batch', 10]>()(pipe(zeros('batch', 784), affine(n, n), relu, affine(128, 10)));
is<['batch', 10]>()(mlp([n, n, 10])(zeros('batch', 784)));
is<['batch', number]>()(mlp(widths)(zeros('batch', 784)));
is<['batch', number]>()(reluNetwork(widths)(zeros('batch', 784)));
const f = (x: Tensor<['batch', 784]>) => x;
f(zeros('batch', n));
const g = (x: Tensor<['batch', number]>) => x;
g(zeros('batch', 784));
export function h<C extends Dim>(x: Tensor<['batch', C]>, y: Tensor<[C]>) {
  return mul(x, y);
}
is<['batch', number]>()(h(zeros('batch', n), zeros(784)));
is<['batch', number]>()(h(zeros('batch', 784), zeros(n)));
trainStep(e, crossEntropy, adam());

// a list of sizes beside a shape of any rank, and beside a shape that is known
export const ofAnyRank = (x: Tensor<Shape>, y: Tensor<number[]>): Tensor<Shape> => sub(x, y);
export const ofSizes = (x: Tensor<number[]>): Tensor<Shape> => sub(x, zeros(3));
