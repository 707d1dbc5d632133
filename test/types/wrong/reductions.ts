// Wrong programs: reductions.
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import {
  all,
  any,
  argMax,
  count,
  cumulativeSum,
  logSoftmax,
  logSumExp,
  max,
  mean,
  softmax,
  sum,
  variance,
} from '../../../dsl/ops/reduce.ts';

//! sum: axis 2 is out of range for [32, 784]
export const sumAxis = () => sum(zeros(32, 784), 2);

//! sum: axis [0, 3] is out of range for [2, 3, 4]
export const sumAxes = () => sum(zeros(2, 3, 4), [0, 3]);

//! sum: axis [0, -2] is given twice for [2, 3]
export const sumTwice = () => sum(zeros(2, 3), [0, -2]);

//! mean: axis -3 is out of range for [2, 3]
export const meanAxis = () => mean(zeros(2, 3), -3, { keepDims: true });

//! max: axis 1 is out of range for [5]
export const maxAxis = () => max(zeros(5), 1);

//! variance: axis 4 is out of range for [2, 3, 4]
export const varianceAxis = () => variance(zeros(2, 3, 4), 4);

//! argMax: axis 0 is out of range for []
export const argMaxScalar = () => argMax(zeros(), 0);

//! logSumExp: axis 2 is out of range for [2, 3]
export const logSumExpAxis = () => logSumExp(zeros(2, 3), 2);

//! softmax: axis 2 is out of range for [2, 3]
export const softmaxAxis = () => softmax(zeros(2, 3), 2);

//! logSoftmax: axis -4 is out of range for [2, 3]
export const logSoftmaxAxis = () => logSoftmax(zeros(2, 3), -4);

//! cumulativeSum: axis 1 is out of range for [3]
export const cumulativeSumAxis = () => cumulativeSum(zeros(3), 1);

//! mean: operand is i32, expected f32
export const meanIntegers = () => mean(input.i32(3), 0);

//! sum: operand is bool, expected f32 or i32
export const sumBools = () => sum(input.bool(3), 0);

//! any: operand is f32, expected bool
export const anyFloats = () => any(zeros(3), 0);

//! all: operand is i32, expected bool
export const allIntegers = () => all(input.i32(3));

//! count: operand is f32, expected bool
export const countFloats = () => count(zeros(3));

//! softmax: operand is i32, expected f32
export const softmaxIntegers = () => softmax(input.i32(3));

//! sum: axis 9 is out of range for [1, 2, 3, 4, 5, 6, 7, 8, 9]
export const ninthOfNine = () => sum(zeros(1, 2, 3, 4, 5, 6, 7, 8, 9), 9);

//! sum: axis -10 is out of range for [1, 2, 3, 4, 5, 6, 7, 8, 9]
export const tenthFromTheEnd = () => sum(zeros(1, 2, 3, 4, 5, 6, 7, 8, 9), -10);

// to TypeScript it is any boolean
const keep = { keepDims: true };

//? sum: keepDims must be the literal true or false, not boolean
export const keepOfConstant = () => sum(zeros(2, 3), 1, keep);

//? max: keepDims must be the literal true or false, not boolean
export const keepOfBoolean = () => max(zeros(2, 3), 1, { keepDims: 2 > Number('1') });
