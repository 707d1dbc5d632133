// Wrong programs: cross-correlation, convolution, pooling.

import { add } from '../../../dsl/ops/binary.ts';
import { convolve1d, convolve2d, crossCorrelate1d, crossCorrelate2d } from '../../../dsl/ops/convolve.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { globalMaxPool, globalMeanPool, maxPool2d, meanPool1d } from '../../../dsl/ops/pool.ts';
import { crossCorrelateTransposed2d } from '../../../dsl/ops/transposed.ts';

//! crossCorrelate2d: input has 64 channels, kernel expects 3
export const channels2d = () => crossCorrelate2d(zeros(1, 64, 56, 56), zeros(64, 3, 3, 3));

//! crossCorrelate1d: input has 8 channels, kernel expects 4
export const channels1d = () => crossCorrelate1d(zeros(1, 8, 20), zeros(5, 4, 3));

//! convolve1d: input has 8 channels, kernel expects 4
export const convolveChannels1d = () => convolve1d(zeros(1, 8, 20), zeros(5, 4, 3));

//! convolve2d: input has 3 channels, kernel expects 1
export const convolveChannels2d = () => convolve2d(zeros(1, 3, 8, 8), zeros(5, 1, 3, 3));

//! crossCorrelate2d: expected rank 4, got [32, 784]
export const imageRank = () => crossCorrelate2d(zeros(32, 784), zeros(8, 3, 3, 3));

//! crossCorrelate1d: expected rank 3, got [8, 4]
export const kernelRank = () => crossCorrelate1d(zeros(1, 4, 20), zeros(8, 4));

//! crossCorrelate2d: operand is i32, expected f32
export const imageTypes = () => crossCorrelate2d(input.i32(1, 3, 8, 8), zeros(8, 3, 3, 3));

//! maxPool2d: expected rank 4, got [8, 28, 28]
export const poolRank = () => maxPool2d(zeros(8, 28, 28), 2);

//! meanPool1d: expected rank 3, got [8, 28]
export const meanPoolRank = () => meanPool1d(zeros(8, 28), 2);

//! globalMeanPool: input must be [batch, channels, ...positions], got [8, 10]
export const globalRank = () => globalMeanPool(zeros(8, 10));

//! crossCorrelate2d: input has 8 channels, kernel expects 16
export const groupedChannels = () => crossCorrelate2d(zeros(1, 8, 9, 9), zeros(4, 8, 3, 3), { groups: 2 });

//! crossCorrelate1d: 9 channels do not divide into 2 groups
export const groupedInput = () => crossCorrelate1d(zeros(1, 9, 9), zeros(4, 4, 3), { groups: 2 });

//! crossCorrelate1d: 5 filters do not divide into 2 groups
export const groupedFilters = () => crossCorrelate1d(zeros(1, 8, 9), zeros(5, 4, 3), { groups: 2 });

//? add: cannot broadcast [batch, 8, T-2] with [batch, 8, T]: T-2 vs T
export const validWindow = () => {
  const x = input('batch', 8, 'T');
  return add(crossCorrelate1d(x, zeros(8, 8, 3)), x);
};

//? add: cannot broadcast [1, 8, !window exceeds dimension 5, !window exceeds dimension 5] with [1, 8, 1, 2]: !window exceeds dimension 5 vs 2
export const windowTooLarge = () => add(maxPool2d(zeros(1, 8, 5, 5), 7), zeros(1, 8, 1, 2));

//! crossCorrelateTransposed2d: 9 channels do not divide into 2 groups
export const transposedGroups = () => crossCorrelateTransposed2d(zeros(1, 9, 5, 5), zeros(9, 4, 3, 3), { groups: 2 });

//! globalMaxPool: operand is i32, expected f32
export const globalTypes = () => globalMaxPool(input.i32(1, 3, 8, 8));
