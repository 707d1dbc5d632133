// Views of dimensions that are type parameters: what a slice, a split or a reshape gives is an expression of them.
import {
  adam,
  add,
  affine,
  crossEntropy,
  type Dim,
  evaluateStep,
  flatten,
  input,
  model,
  mul,
  predictStep,
  reshape,
  type Shape,
  sigmoid,
  slice,
  split,
  stack,
  sub,
  type Tensor,
  trainStep,
  where,
  zeros,
} from '../../../runtime/index.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

// slices
export const first = <B extends Dim, T extends Dim, C extends Dim>(x: Tensor<[B, T, C]>) => slice(x, 1, 0, 1);
is<['b', 1, 8]>(first(zeros('b', 'T', 8)));
export const differences = <B extends Dim, T extends Dim>(x: Tensor<[B, T]>) => sub(slice(x, 1, 1), slice(x, 1, 0, -1));
is<['b', 'T-1']>(differences(zeros('b', 'T')));
is<['b', 4]>(differences(zeros('b', 5)));
export const whole = <B extends Dim, T extends Dim>(x: Tensor<[B, T]>): Tensor<[B, T]> => slice(x, 1, 0);
export const lastTwo = <B extends Dim, T extends Dim>(x: Tensor<[B, T]>): Tensor<[B, 2]> => slice(x, 1, -2);
export const everySecond = <B extends Dim, T extends Dim>(x: Tensor<[B, T]>) => slice(x, 1, 0, 0, { step: 2 });
is<['b', 3]>(everySecond(zeros('b', 5)));

// the halves of a gated linear unit (Dauphin et al. 2017)
export function halves<B extends Dim, C extends number>(x: Tensor<[B, C]>) {
  const [value, gate] = split(x, 1, 2);
  return mul(value, sigmoid(gate));
}
is<['b', 4]>(halves(zeros('b', 8)));

// reshapes that hold whatever the sizes are
export const tokens = <B extends Dim, C extends Dim, H extends Dim, W extends Dim>(
  x: Tensor<[B, C, H, W]>,
  b: B,
  c: C,
) => reshape(x, b, c, -1);
is<['b', 8, 12]>(tokens(zeros('b', 8, 3, 4), 'b', 8));
is<['b', 8, 'H*W']>(tokens(zeros('b', 8, 'H', 'W'), 'b', 8));
export const rows = <B extends Dim, C extends Dim>(x: Tensor<[B, C, 4, 4]>) => reshape(x, -1, 16);
is<['8*b', 16]>(rows(zeros('b', 8, 4, 4)));
export const parts = <B extends Dim>(x: Tensor<[B, 32]>) => reshape(x, -1, 8);
is<['4*b', 8]>(parts(zeros('b', 32)));
export const kept = <B extends Dim>(x: Tensor<[B, 4, 3]>, b: B): Tensor<[B, 12, 1]> => reshape(x, b, 12, -1);
export const doubled = <B extends Dim, H extends Dim, W extends Dim>(x: Tensor<[B, H, W]>) =>
  reshape(stack(3, x, x), -1);
is<[48]>(doubled(zeros(2, 3, 4)));
export const steps = <B extends Dim, T extends Dim, C extends Dim>(x: Tensor<[B, T, C]>, c: C) => reshape(x, -1, c);
is<['T*b', 8]>(steps(zeros('b', 'T', 8), 8));
export const joined = <B extends Dim, T extends Dim>(x: Tensor<[B, T, 4, 8]>, t: T): Tensor<[B, T, 32]> =>
  reshape(x, -1, t, 32);
export const column = <B extends Dim>(x: Tensor<[B]>, b: B): Tensor<[B, 1]> => reshape(x, b, 1);
export const matrix = <L extends Shape, C extends Dim>(x: Tensor<[...L, C]>, c: C) => reshape(x, -1, c);
is<[6, 8]>(matrix(zeros(2, 3, 8), 8));

// a condition as numbers
export const indicator = <B extends Dim>(c: Tensor<[B, 3], 'bool'>, x: Tensor<[B, 3]>) => add(where(c, 1, 0), x);

// one of two models
const plain = model({ l: affine(784, 10) }, input('batch', 784), (p, x) => p.l(x));
const pictures = model({ m: affine(784, 10) }, input('batch', 28, 28), (p, x) => p.m(flatten(x)));
export const training = (deep: boolean) => trainStep(deep ? plain : pictures, crossEntropy, adam());
export const evaluation = (deep: boolean) => evaluateStep(deep ? plain : pictures, crossEntropy);
export const prediction = (deep: boolean) => predictStep(deep ? plain : pictures);
