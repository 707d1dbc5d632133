// Right programs, one op after another: the shape and element type of each result.

import type { DType } from '../../../dsl/dtype.ts';
import { relu } from '../../../dsl/ops/activations.ts';
import { add, and, equal, greater, maximum, scale } from '../../../dsl/ops/binary.ts';
import { dot, einsum, matmul, outer } from '../../../dsl/ops/contract.ts';
import { convolve2d, crossCorrelate1d, crossCorrelate2d } from '../../../dsl/ops/convolve.ts';
import { input, iota, zeros } from '../../../dsl/ops/leaves.ts';
import { crossEntropy, squaredError } from '../../../dsl/ops/loss.ts';
import { globalMeanPool, maxPool2d } from '../../../dsl/ops/pool.ts';
import { all, argMax, count, cumulativeSum, mean, softmax, sum } from '../../../dsl/ops/reduce.ts';
import { cast, where } from '../../../dsl/ops/select.ts';
import { exp, neg, not } from '../../../dsl/ops/unary.ts';
import {
  broadcastTo,
  expand,
  flatten,
  type flip,
  permute,
  reshape,
  slice,
  split,
  squeeze,
  transpose,
  window,
} from '../../../dsl/ops/views.ts';
import type { Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<S extends Shape, D extends DType = 'f32'>(x: Tensor<S, D>): void;
declare function integers<S extends Shape>(x: Tensor<S, 'i32'>): void;
declare function bools<S extends Shape>(x: Tensor<S, 'bool'>): void;
declare function same<_ extends true>(): void;

const x = input(32, 784),
  w = zeros(784, 512),
  b = zeros(512);
is<[32, 512]>(matmul(x, w));
is<[32, 512]>(relu(add(matmul(x, w), b)));
is<[8, 3, 4, 5]>(add(zeros(8, 1, 4, 5), zeros(3, 1, 5)));
is<[8, 12, 128, 64]>(matmul(zeros(8, 12, 128, 128), zeros(8, 12, 128, 64)));
is<[8, 128, 64]>(matmul(zeros(8, 128, 128), zeros(128, 64)));
is<[8, 4, 16, 64]>(matmul(zeros(8, 1, 16, 32), zeros(4, 32, 64)));
is<[]>(sum(x));
is<[32]>(sum(x, 1));
is<[32]>(sum(x, -1));
is<[32, 1]>(mean(x, -1, { keepDims: true }));
is<[3]>(sum(zeros(2, 3, 4), [0, 2]));
is<[1, 3, 1]>(sum(zeros(2, 3, 4), [0, -1], { keepDims: true }));
is<[2, 4, 3]>(transpose(zeros(2, 3, 4)));
is<[4, 2, 3]>(permute(zeros(2, 3, 4), 2, 0, 1));
is<[4, 2, 3]>(permute(zeros(2, 3, 4), -1, 0, 1));
is<[32, 28, 28]>(reshape(x, 32, 28, 28));
is<[32, 1, 28, 28]>(reshape(x, 32, 1, 28, -1));
is<[9216]>(reshape(zeros(256, 6, 6), -1));
is<[32, 9216]>(flatten(zeros(32, 256, 6, 6)));
is<['batch', 25088]>(flatten(zeros('batch', 512, 7, 7)));
is<['64*B*T']>(reshape(zeros('B', 'T', 64), -1));
is<['B', 'T', 8, 8]>(reshape(zeros('B', 'T', 64), 'B', 'T', 8, 8));
is<['B*T', 64]>(reshape(zeros('B', 'T', 64), -1, 64));
is<['B', 'T', 64]>(reshape(flatten(reshape(zeros('B', 'T', 64), 1, -1)), 'B', 'T', 64));
const [q, , v] = split(zeros('batch', 'T', 2304), -1, 3);
is<['batch', 'T', 768]>(q);
is<['batch', 'T', 768]>(v);
is<[2, 5]>(slice(zeros(2, 10), 1, 2, 7));
is<[2, 9]>(slice(zeros(2, 10), 1, 1));
is<['B', 'T-1']>(slice(zeros('B', 'T'), 1, 0, -1));
is<[2, 3, 5]>(einsum('bij,bjk->bik', zeros(2, 3, 4), zeros(2, 4, 5)));
is<['batch', 12, 'T', 64]>(einsum('btc,chd->bhtd', zeros('batch', 'T', 768), zeros(768, 12, 64)));
is<['batch', 12, 'T', 'T']>(einsum('bhtd,bhsd->bhts', zeros('batch', 12, 'T', 64), zeros('batch', 12, 'T', 64)));
is<[3]>(einsum('ii->i', zeros(3, 3)));
is<['batch', 4, 'S', 'T']>(einsum('...ij,...jk->...ik', zeros('batch', 4, 'S', 8), zeros('batch', 4, 8, 'T')));
is<['batch', 4, 'S', 'T']>(einsum('...ij, ...jk -> ...ik', zeros('batch', 1, 'S', 8), zeros(4, 8, 'T')));
is<['T', 'S', 'batch', 4]>(einsum('i...j->ji...', zeros('S', 'batch', 4, 'T')));
is<[3]>(einsum('...i,ij->...j', zeros(2), zeros(2, 3)));
is<[2, 6]>(einsum('ab,bc,cd->ad', zeros(2, 3), zeros(3, 5), zeros(5, 6)));
is<[32, 96, 55, 55]>(crossCorrelate2d(zeros(32, 3, 227, 227), zeros(96, 3, 11, 11), { stride: 4 }));
is<[32, 96, 27, 27]>(maxPool2d(zeros(32, 96, 55, 55), 3, { stride: 2 }));
is<[32, 64, 112, 112]>(crossCorrelate2d(zeros(32, 3, 224, 224), zeros(64, 3, 7, 7), { stride: 2, padding: 3 }));
is<[1, 8, 28, 28]>(crossCorrelate2d(zeros(1, 3, 32, 32), zeros(8, 3, 3, 3), { dilation: 2 }));
is<['B', 8, 'T-2']>(crossCorrelate1d(zeros('B', 4, 'T'), zeros(8, 4, 3)));
is<['B', 8, 'T']>(crossCorrelate1d(zeros('B', 4, 'T'), zeros(8, 4, 3), { padding: 1 }));
is<['B', 8, '(T+1)/2']>(crossCorrelate1d(zeros('B', 4, 'T'), zeros(8, 4, 3), { padding: 1, stride: 2 }));
const _twice = crossCorrelate1d(
  crossCorrelate1d(zeros('B', 4, 'T'), zeros(8, 4, 3), { padding: 1, stride: 2 }),
  zeros(8, 8, 3),
  { padding: 1, stride: 2 },
);
is<['batch', 10]>(softmax(zeros('batch', 10)));

is<['batch', 2048]>(globalMeanPool(zeros('batch', 2048, 7, 7)));
is<[1, 8, 9, 9]>(crossCorrelate2d(zeros(1, 4, 9, 9), zeros(8, 2, 3, 3), { padding: 1, groups: 2 }));
is<[1, 8, 7, 7]>(convolve2d(zeros(1, 4, 9, 9), zeros(8, 4, 3, 3)));

// element types
integers<[2, 3]>(add(input.i32(2, 3), 1));
integers<[2, 3]>(maximum(3, input.i32(2, 3)));
integers<[]>(argMax(zeros(2, 3)));
integers<['batch']>(argMax(zeros('batch', 10), -1));
integers<[2]>(sum(input.i32(2, 3), 1));
integers<[]>(count(greater(zeros(3), 0)));
integers<['batch', 1]>(expand(argMax(zeros('batch', 10), 1), 1));
integers<[5]>(iota(5));
integers<[2, 3]>(cumulativeSum(input.i32(2, 3), 0));
integers<[2, 3]>(cumulativeSum(input.i32(2, 3), 0, { reverse: true, exclusive: true }));
bools<[2, 3]>(and(greater(zeros(2, 3), 0), not(equal(zeros(3), 1))));
bools<[2]>(all(input.bool(2, 3), 1));
integers<[2]>(cast(zeros(2), 'i32'));
same<Equal<ReturnType<typeof flip<[2], 'i32', [0]>>, Tensor<[2], 'i32'>>>();
is<[3]>(where(greater(zeros(3), 0), 0, zeros(3)));
is<[2, 3]>(where(greater(zeros(3), 0), zeros(2, 1), zeros(3)));
is<[]>(crossEntropy(zeros('batch', 'T', 100), input.i32('batch', 'T')));
is<[]>(squaredError(zeros(3), zeros(3)));

// views
is<[3]>(squeeze(zeros(3, 1), -1));
is<[1, 2, 3]>(expand(zeros(2, 3), 0));
is<[4, 2, 3]>(broadcastTo(zeros(2, 1), 4, 2, 3));
is<[2, 5]>(slice(zeros(2, 10), 1, 0, 0, { step: 2 }));
is<[2, 3]>(slice(zeros(2, 10), 1, -3));
is<['batch', 10, 2, 4]>(window(zeros('batch', 21, 2), 1, 4, { stride: 2, padding: 1 }));
is<[]>(dot(zeros('T'), zeros('T')));
is<['T', 3]>(outer(zeros('T'), zeros(3)));
is<[2]>(neg(exp(zeros(2))));

// names: carried and computed with
const signal = input('batch', 64, 'T'); // channels first
is<['batch', 32, 'T-2']>(crossCorrelate1d(signal, zeros(32, 64, 3))); // valid convolution of width 3
is<['batch', 32, 'T-6']>(crossCorrelate1d(crossCorrelate1d(signal, zeros(64, 64, 5)), zeros(32, 64, 3)));
is<['batch', 32, 'T']>(crossCorrelate1d(signal, zeros(32, 64, 3), { padding: 1 }));
const half = crossCorrelate1d(signal, zeros(64, 64, 3), { padding: 1, stride: 2 }); // floor((T+1)/2)
is<['batch', 64, '(T+1)/2']>(half);
is<['batch', 64, '(T+3)/4']>(crossCorrelate1d(half, zeros(64, 64, 3), { padding: 1, stride: 2 }));
is<['batch', 64, '(T-3)/2']>(crossCorrelate1d(half, zeros(64, 64, 3))); // floor((T+1)/2) - 2
is<['batch', 'T-2', 8]>(slice(slice(zeros('batch', 'T', 8), 1, 0, -1), 1, 1));
is<['batch', '64*T']>(flatten(signal));
is<['B*T', 8]>(reshape(zeros('B', 'T', 8), -1, 8));
is<['B', 'T', 8]>(reshape(reshape(zeros('B', 'T', 8), -1, 8), 'B', 'T', 8));

// attention: T queries against S keys
const queries = input('batch', 8, 'T', 64),
  keys = input('batch', 8, 'S', 64),
  values = input('batch', 8, 'S', 64);
const ctx = matmul(softmax(scale(matmul(queries, transpose(keys)), 0.125)), values);
is<['batch', 8, 'T', 64]>(ctx);
