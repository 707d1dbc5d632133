// Wrong programs: options that there are not, where the type of the options is inferred.
import {
  batchNorm,
  convolve,
  crossCorrelate,
  crossCorrelateTransposed,
  groupNorm,
  gru,
  layerNorm,
  maxPool,
} from '../../../dsl/nn/index.ts';
import { convolve1d, crossCorrelate2d } from '../../../dsl/ops/convolve.ts';
import { zeros } from '../../../dsl/ops/leaves.ts';
import { maxPool2d } from '../../../dsl/ops/pool.ts';
import { argMax, cumulativeSum, sum } from '../../../dsl/ops/reduce.ts';
import { crossCorrelateTransposed1d } from '../../../dsl/ops/transposed.ts';
import { slice, window } from '../../../dsl/ops/views.ts';

//! crossCorrelate has no option 'pading'; did you mean 'padding'?
export const alone = () => crossCorrelate(3, 4, 3, { pading: 1 });

//! crossCorrelate has no option 'pading'; did you mean 'padding'?
export const besideAnother = () => crossCorrelate(3, 4, 3, { pading: 1, stride: 2 });

//! convolve has no option 'kernelSize'
export const unlikeAny = () => convolve(3, 4, 3, { kernelSize: 3, stride: 2 });

//! crossCorrelateTransposed has no option 'outputPadding'
export const ofAnotherLibrary = () => crossCorrelateTransposed(3, 4, 3, { outputPadding: 1, stride: 2 });

//! maxPool has no option 'strides'; did you mean 'stride'?
export const oneLetterMore = () => maxPool(2, { strides: 2, padding: 1 });

//! gru has no option 'rest'; did you mean 'reset'?
export const oneLetterLess = () => gru(4, 8, { rest: 'after', memory: 10 });

//! batchNorm has no option 'epsiloN'; did you mean 'epsilon'?
export const otherCase = () => batchNorm(4, { epsiloN: 1e-3, axis: -1 });

//! layerNorm has no option 'epislon'; did you mean 'epsilon'?
export const exchanged = () => layerNorm(4, { epislon: 1e-3, scaleAndShift: false });

//! groupNorm has no option 'epsilom'; did you mean 'epsilon'?
export const anotherLetter = () => groupNorm(4, 2, { epsilom: 1e-3 });

//! sum has no option 'keepdims'; did you mean 'keepDims'?
export const lowerCase = () => sum(zeros(2, 3), 1, { keepdims: true });

//! cumulativeSum has no option 'revers'; did you mean 'reverse'?
export const tooShort = () => cumulativeSum(zeros(2, 3), 1, { revers: true });

//! argMax has no option 'keepDim'; did you mean 'keepDims'?
export const singular = () => argMax(zeros(2, 3), 1, { keepDim: true });

//! slice has no option 'stp'; did you mean 'step'?
export const ofSlice = () => slice(zeros(10), 0, 1, 9, { stp: 2 });

//! window has no option 'dilatoin'; did you mean 'dilation'?
export const ofWindow = () => window(zeros(10), 0, 3, { dilatoin: 2 });

//! crossCorrelate2d has no option 'group'; did you mean 'groups'?
export const ofCorrelate = () => crossCorrelate2d(zeros(1, 4, 8, 8), zeros(4, 4, 3, 3), { group: 1, padding: 1 });

//! convolve1d has no option 'dilate'
export const ofConvolve = () => convolve1d(zeros(1, 4, 8), zeros(4, 4, 3), { dilate: 2 });

//! maxPool2d has no option 'size'
export const ofPool = () => maxPool2d(zeros(1, 4, 8, 8), 2, { size: 2, stride: 2 });

//! crossCorrelateTransposed1d has no option 'strid'; did you mean 'stride'?
export const ofTransposed = () => crossCorrelateTransposed1d(zeros(1, 4, 8), zeros(4, 4, 3), { strid: 2 });
