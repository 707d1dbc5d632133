// Wrong programs: views.

import { add } from '../../../dsl/ops/binary.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { broadcastTo, expand, flip, permute, reshape, slice, split, squeeze, window } from '../../../dsl/ops/views.ts';

//! reshape: [32, 3, 4] has 384 elements and cannot become [32, 13]
export const reshapeCount = () => reshape(zeros(32, 3, 4), 32, 13);

//! reshape: [2, 3] has 6 elements and cannot become [4, -1]
export const reshapeHole = () => reshape(zeros(2, 3), 4, -1);

//! permute: [0, 0, 1] is not a permutation of the axes of [2, 3, 4]
export const permuteTwice = () => permute(zeros(2, 3, 4), 0, 0, 1);

//! permute: [1, 0] is not a permutation of the axes of [2, 3, 4]
export const permuteFew = () => permute(zeros(2, 3, 4), 1, 0);

//! broadcastTo: cannot broadcast [2, 3] to [2, 4]
export const broadcastToOther = () => broadcastTo(zeros(2, 3), 2, 4);

//! squeeze: axis 1 of [2, 3] is 3, not 1
export const squeezeSize = () => squeeze(zeros(2, 3), 1);

//! squeeze: axis 2 is out of range for [2, 1]
export const squeezeAxis = () => squeeze(zeros(2, 1), 2);

//! expand: axis 4 is out of range for [2, 3, 1]
export const expandAxis = () => expand(zeros(2, 3), 4);

//! slice: [4, 12) is out of range for dimension 10
export const sliceEnd = () => slice(zeros(2, 10), 1, 4, 12);

//! slice: [7, 3) is out of range for dimension 10
export const sliceBackwards = () => slice(zeros(10), 0, 7, 3);

//! slice: [10, ...) is out of range for dimension 10
export const sliceFrom = () => slice(zeros(2, 10), 1, 10);

//! slice: axis 2 is out of range for [2, 3]
export const sliceAxis = () => slice(zeros(2, 3), 2, 0, 1);

//! slice: [-4, ...) is out of range for dimension 3
export const sliceNegative = () => slice(zeros(2, 3), 1, -4);

//! split: dimension 770 does not divide into 3 parts
export const splitParts = () => split(zeros(2, 770), -1, 3);

//! split: axis 2 is out of range for [2, 4]
export const splitAxis = () => split(zeros(2, 4), 2, 2);

//! flip: axis 2 is out of range for [4, 5]
export const flipAxis = () => flip(zeros(4, 5), 1, 2);

//! window: axis 1 is out of range for [9]
export const windowAxis = () => window(zeros(9), 1, 3);

//? reshape: [batch, T] has T*batch elements and cannot become [T+batch]
export const reshapeSum = () => reshape(input('batch', 'T'), 'T+batch');

//? reshape: [batch, 256, 6, 6] has 9216*batch elements and cannot become [batch, 4096]
export const reshapeNames = () => reshape(input('batch', 256, 6, 6), 'batch', 4096);

//? split: dimension T does not divide into 2 parts
export const splitName = () => split(input('batch', 'T'), 1, 2);

//? add: cannot broadcast [batch, T-1] with [batch, T]: T-1 vs T
export const sliceNames = () => add(slice(input('batch', 'T'), 1, 1), input('batch', 'T'));
