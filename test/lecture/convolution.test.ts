// Convolution and cross-correlation: y_t = sum_i x_i w_(t-i) and y_t = sum_i x_i w_(t+i).

import { makeConstant } from '../../dsl/build.ts';
import {
  type AnyTensor,
  constant,
  convolve1d,
  convolve2d,
  convolveTransposed1d,
  convolveTransposed2d,
  crossCorrelate1d,
  crossCorrelate2d,
  crossCorrelateTransposed1d,
  crossCorrelateTransposed2d,
  matmul,
  mul,
  reshape,
  slice,
  stack,
  sum,
  type Tensor,
} from '../../dsl/index.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { real } from '../laws/cases/case.ts';
import { identity, numbers } from './identity.ts';

identity(
  'cross-correlation is y_t = sum_i x_(t+i) w_i',
  [real([1, 1, 7]), real([1, 1, 3])],
  (x: Tensor<[1, 1, 7]>, w: Tensor<[1, 1, 3]>) => {
    const term = (t: number, i: number) => mul(elementOf(x, t + i), elementOf(w, i));
    const y = Array.from({ length: 5 }, (_, t) => sum(stack(0, term(t, 0), term(t, 1), term(t, 2))));
    return [reshape(crossCorrelate1d(x, w), 5), stack(0, y[0]!, y[1]!, y[2]!, y[3]!, y[4]!)];
  },
);

identity(
  'convolution is y_t = sum_i x_(t-i) w_i',
  [real([1, 1, 7]), real([1, 1, 3])],
  (x: Tensor<[1, 1, 7]>, w: Tensor<[1, 1, 3]>) => {
    // the positions where the whole filter lies inside begin at t = 2
    const term = (t: number, i: number) => mul(elementOf(x, t - i), elementOf(w, i));
    const y = Array.from({ length: 5 }, (_, t) => sum(stack(0, term(t + 2, 0), term(t + 2, 1), term(t + 2, 2))));
    return [reshape(convolve1d(x, w), 5), stack(0, y[0]!, y[1]!, y[2]!, y[3]!, y[4]!)];
  },
);

const sequence = [real([2, 4, 9]), real([6, 2, 3])];
const images = [real([2, 4, 7, 6]), real([6, 2, 3, 2])];
type Sequence = [x: Tensor<[2, 4, 9]>, w: Tensor<[6, 2, 3]>];
type Images = [x: Tensor<[2, 4, 7, 6]>, w: Tensor<[6, 2, 3, 2]>];
const options = { stride: 2, padding: 1, dilation: 2, groups: 2 } as const;

/** Kernels as they are and flipped, of numbers: a backend sees two constants. */
function kernels<S extends unknown[]>(shape: readonly number[]): readonly [w: Tensor<S>, flipped: Tensor<S>] {
  const size = shape.slice(2).reduce((n, d) => n * d, 1);
  const values = numbers(shape.reduce((n, d) => n * d, 1));
  const flipped = values.map((_, i) => values[i - (i % size) + (size - 1 - (i % size))]!);
  const tensor = (data: readonly number[]) => asTensor<S, 'f32'>(makeConstant(Float64Array.from(data), shape, 'f32'));
  return [tensor(values), tensor(flipped)];
}

identity('convolving equals cross-correlating with the flipped filter', [real([2, 4, 9])], (x: Tensor<[2, 4, 9]>) => {
  const [w, flipped] = kernels<[6, 2, 3]>([6, 2, 3]);
  return [convolve1d(x, w, options), crossCorrelate1d(x, flipped, options)];
});
identity('the same of images', [real([2, 4, 7, 6])], (x: Tensor<[2, 4, 7, 6]>) => {
  const [w, flipped] = kernels<[6, 2, 3, 2]>([6, 2, 3, 2]);
  return [convolve2d(x, w, options), crossCorrelate2d(x, flipped, options)];
});
identity('and of the transposed forms', [real([2, 6, 3, 2])], (y: Tensor<[2, 6, 3, 2]>) => {
  const [w, flipped] = kernels<[6, 2, 3, 2]>([6, 2, 3, 2]);
  return [convolveTransposed2d(y, w, options), crossCorrelateTransposed2d(y, flipped, options)];
});

/**
 * The matrix of the linear map that cross-correlation with w [filters, taken, size] is, from [channels, length] flat to
 * [filters, positions] flat, entry by entry: w_fci where x_(c, t stride + i dilation - padding) meets y_(f, t).
 */
function matrixOf(
  w: readonly number[],
  { filters, taken, size, length }: Readonly<Record<string, number>>,
): number[][] {
  const { stride, padding, dilation, groups } = options;
  const positions = Math.floor((length! + 2 * padding - dilation * (size! - 1) - 1) / stride) + 1;
  const rows: number[][] = [];
  for (let f = 0; f < filters!; f++) {
    for (let t = 0; t < positions; t++) {
      const row = new Array<number>(taken! * groups * length!).fill(0);
      for (let c = 0; c < taken!; c++) {
        for (let i = 0; i < size!; i++) {
          const at = t * stride + i * dilation - padding;
          const channel = Math.floor(f / (filters! / groups)) * taken! + c;
          if (at >= 0 && at < length!) row[channel * length! + at]! += w[(f * taken! + c) * size! + i]!;
        }
      }
      rows.push(row);
    }
  }
  return rows;
}

const w = numbers(36);
const matrix = matrixOf(w, { filters: 6, taken: 2, size: 3, length: 9 });
const kernel = asTensor<[6, 2, 3], 'f32'>(toExpr(constant(w, 6, 2, 3)));
const linear = asTensor<[24, 36], 'f32'>(toExpr(constant(matrix.flat(), 24, 36)));

identity('cross-correlation equals a linear transformation', [real([1, 4, 9])], (x: Tensor<[1, 4, 9]>) => [
  reshape(crossCorrelate1d(x, kernel, options), 24, 1),
  matmul(linear, reshape(x, 36, 1)),
]);
identity('the transposed form is the transposed matrix', [real([1, 6, 4])], (y: Tensor<[1, 6, 4]>) => [
  reshape(crossCorrelateTransposed1d(y, kernel, options), 1, 36),
  matmul(reshape(y, 1, 24), linear),
]);

identity(
  '<w * x, y> = <x, w *T y>',
  [...sequence, real([2, 6, 4])],
  (...[x, v, y]: [...Sequence, Tensor<[2, 6, 4]>]) => [
    sum(mul(convolve1d(x, v, options), y)),
    sum(mul(x, convolveTransposed1d(y, v, options))),
  ],
);
identity('the same of images, where windows fit', images, (...[x, v]: Images) => {
  const padded = { padding: 1, groups: 2 } as const;
  const y = crossCorrelate2d(x, v, padded);
  return [sum(mul(y, y)), sum(mul(x, crossCorrelateTransposed2d(y, v, padded)))];
});
/** x_(0, 0, t) as a scalar */
function elementOf(x: AnyTensor, t: number): Tensor<[]> {
  return asTensor(toExpr(sum(slice(x as Tensor<[1, 1, 9]>, 2, t as 0, (t + 1) as 1))));
}
