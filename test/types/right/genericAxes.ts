// Axes of shapes of which a type parameter is a part: counted from an end that is known, or left to the run time.
import {
  add,
  argMax,
  cumulativeSum,
  type Dim,
  div,
  flip,
  mean,
  mul,
  rsqrt,
  type Shape,
  slice,
  softmax,
  split,
  sub,
  sum,
  type Tensor,
  zeros,
} from '../../../runtime/index.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

// from the end of [...L, C]
export const norm = <L extends Shape, C extends Dim>(x: Tensor<[...L, C]>): Tensor<L> => mean(x, -1);
is<[2, 3]>(norm(zeros(2, 3, 4)));
export const over = <L extends Shape, T extends Dim, C extends Dim>(x: Tensor<[...L, T, C]>) => {
  is<[...L, C]>(mean(x, -2));
  is<[...L, 1, C]>(mean(x, -2, { keepDims: true }));
  return mean(x, [-2, -1]);
};
is<[2]>(over(zeros(2, 3, 4)));
export const centred = <L extends Shape, C extends Dim>(x: Tensor<[...L, C]>): Tensor<[...L, C]> =>
  sub(x, mean(x, -1, { keepDims: true }));
export const rows = <L extends Shape, C extends Dim>(x: Tensor<[...L, C]>): Tensor<[...L, C]> =>
  cumulativeSum(softmax(flip(x, -1), -1), -1);
export const classes = <L extends Shape, C extends Dim>(x: Tensor<[...L, C]>): Tensor<L, 'i32'> => argMax(x, -1);
export const first = <L extends Shape, C extends Dim>(x: Tensor<[...L, C]>): Tensor<[...L, 1]> => slice(x, -1, 0, 1);
export const half = <L extends Shape>(x: Tensor<[...L, 32]>): Tensor<[...L, 16]> => split(x, -1, 2)[0];

// from the beginning, and from both ends
export const batch = <B extends Dim, L extends Shape>(x: Tensor<[B, ...L]>): Tensor<L> => mean(x, 0);
export const ends = <B extends Dim, L extends Shape, C extends Dim>(x: Tensor<[B, ...L, C]>): Tensor<L> =>
  mean(x, [0, -1]);

// of any shape: what is left is known where the function is called
export const last = <S extends Shape>(x: Tensor<S>) => mean(x, -1);
is<[2, 3]>(last(zeros(2, 3, 4)));
export const kept = <S extends Shape>(x: Tensor<S>) => sum(x, -1, { keepDims: true });
is<['batch', 1]>(kept(zeros('batch', 4)));
export function standardized<S extends Shape>(x: Tensor<S>): Tensor<S> {
  const d = sub(x, mean(x, [-2, -1], { keepDims: true }));
  return mul(rsqrt(add(mean(mul(d, d), [-2, -1], { keepDims: true }), 1e-5)), d);
}
export const shares = <S extends Shape>(x: Tensor<S>): Tensor<S> => div(x, sum(x, undefined, { keepDims: true }));
export const plain = <S extends Shape>(x: Tensor<S>): Tensor<S> => softmax(x, -1);
export const anything = (x: Tensor<Shape>): Tensor<Shape> => mean(x, -1);

// by a name that is written out beside type parameters
export const pooled = <B extends Dim, C extends Dim>(x: Tensor<[B, 'time', C]>): Tensor<[B, C]> => mean(x, 'time');
export const weights = <B extends Dim, C extends Dim>(x: Tensor<[B, 'time', C]>): Tensor<[B, 'time', C]> =>
  softmax(x, 'time');
export const before = <L extends Shape, C extends Dim>(x: Tensor<[...L, 'time', C]>): Tensor<[...L, C]> =>
  mean(x, 'time');
