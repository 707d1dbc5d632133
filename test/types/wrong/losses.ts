// Wrong programs: losses.
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import {
  binaryCrossEntropyWithLogits,
  correctCount,
  crossEntropy,
  huber,
  squaredError,
} from '../../../dsl/ops/loss.ts';

//! crossEntropy: labels are f32, expected i32
export const labelTypes = () => crossEntropy(zeros(32, 10), zeros(32));

//! crossEntropy: labels are [16], expected [32]
export const labelCount = () => crossEntropy(zeros(32, 10), input.i32(16));

//! crossEntropy: labels are [32, 10], expected [32]
export const oneHotLabels = () => crossEntropy(zeros(32, 10), input.i32(32, 10));

//! correctCount: labels are bool, expected i32
export const correctTypes = () => correctCount(zeros(32, 10), input.bool(32));

//! squaredError: prediction is [32, 1] but target is [32]
export const targetShape = () => squaredError(zeros(32, 1), zeros(32));

//! squaredError: targets are i32, expected f32
export const targetTypes = () => squaredError(zeros(32), input.i32(32));

//! huber: prediction is [4] but target is [5]
export const huberShape = () => huber(zeros(4), zeros(5));

//! binaryCrossEntropyWithLogits: prediction is [4] but target is [4, 1]
export const binaryShape = () => binaryCrossEntropyWithLogits(zeros(4), zeros(4, 1));

//? crossEntropy: labels are [T], expected [batch, T]
export const labelNames = () => crossEntropy(input('batch', 'T', 100), input.i32('T'));
