// Axes by the name of their dimension, wherever an operation takes an axis.
import {
  argMax,
  concat,
  cumulativeSum,
  expand,
  flip,
  logSoftmax,
  max,
  mean,
  pad,
  permute,
  repeat,
  slice,
  softmax,
  split,
  stack,
  sum,
  window,
  zeros,
} from '../../../dsl/ops/index.ts';
import type { Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

const x = zeros('batch', 'time', 4);
is<['batch', 4]>(mean(x, 'time'));
is<['batch', 1, 4]>(sum(x, 'time', { keepDims: true }));
is<[4]>(max(x, ['batch', 'time']));
is<[4]>(max(x, ['batch', 1]));
is<['batch']>(max(x, ['time', -1]));
export const places: Tensor<['batch', 4], 'i32'> = argMax(x, 'time');
is<['batch', 'time', 4]>(softmax(x, 'time'));
is<['batch', 'time', 4]>(logSoftmax(x, 'batch'));
is<['batch', 'time', 4]>(cumulativeSum(x, 'time', { reverse: true }));
is<['time', 4, 'batch']>(permute(x, 'time', -1, 'batch'));
is<['batch', 'time', 4]>(flip(x, 'time', 'batch'));
is<['batch', 3, 4]>(slice(x, 'time', 0, 3));
is<['batch', 'time-1', 4]>(slice(x, 'time', 1));
is<['batch', 'time-2', 4, 3]>(window(x, 'time', 3));
is<['batch', 'time+2', 4]>(pad(x, 'time', 1, 1));
is<['batch', '2*time', 4]>(repeat(x, 'time', 2));
// products, sums and windows change names
is<['batch', 'S+time', 4]>(concat('time', x, zeros('batch', 'S', 4)));
is<['batch', 4]>(mean(concat('time', x, zeros('batch', 'S', 4)), 'S+time'));
is<['batch', '2*time', 4]>(concat('time', x, x));
is<['batch', 'time', 4]>(split(concat('time', x, x), '2*time', 2)[0]);
// a new axis comes before the one that is named
is<['batch', 2, 'time', 4]>(stack('time', x, x));
is<['batch', 1, 'time', 4]>(expand(x, 'time'));
