// Wrong programs: axes by name.
import { bindingOf } from '../../../dsl/binding.ts';
import { concat, stack } from '../../../dsl/ops/join.ts';
import { zeros } from '../../../dsl/ops/leaves.ts';
import { argMax, mean, softmax, sum } from '../../../dsl/ops/reduce.ts';
import { flip, permute, slice, split } from '../../../dsl/ops/views.ts';

const sizes = { batch: 2, time: 3, T: 2 };
declare const axes: number[];
declare const axis: string;

//! mean: x has no axis 'tme'; it is [batch, time, 4]; did you mean 'time'?
export const misspelt = () => bindingOf(sizes, () => mean(zeros('batch', 'time', 4), 'tme'));

//! sum: x has no axis 'keys'; it is [batch, time, 4]
export const noSuchAxis = () => bindingOf(sizes, () => sum(zeros('batch', 'time', 4), 'keys'));

//! argMax: x has no axis 'channels'; it is [3, 8, 8]
export const noNames = () => argMax(zeros(3, 8, 8), 'channels');

//! softmax: x has axis 'T' twice; it is [T, T]; give its number
export const twice = () => bindingOf(sizes, () => softmax(zeros('T', 'T'), 'T'));

//! sum: x has no axis 'Time'; it is [batch, time]; did you mean 'time'?
export const oneOfTwo = () => bindingOf(sizes, () => sum(zeros('batch', 'time'), ['batch', 'Time']));

//? sum: axis [1, 1] is given twice for [batch, time]
export const namedAndNumbered = () => sum(zeros('batch', 'time'), ['time', 1]);

//! permute: x has no axis 'tiem'; it is [batch, time, 4]; did you mean 'time'?
export const permuted = () => bindingOf(sizes, () => permute(zeros('batch', 'time', 4), 'tiem', 'batch', 2));

//? permute: [1, 0] is not a permutation of the axes of [batch, time, 4]
export const tooFew = () => permute(zeros('batch', 'time', 4), 'time', 'batch');

//! concat: x has no axis 'tme'; it is [batch, time]; did you mean 'time'?
export const joined = () => bindingOf(sizes, () => concat('tme', zeros('batch', 'time'), zeros('batch', 'time')));

//! stack: x has no axis 'heads'; it is [batch, time]
export const stacked = () => bindingOf(sizes, () => stack('heads', zeros('batch', 'time'), zeros('batch', 'time')));

//! slice: x has no axis 'times'; it is [batch, time]; did you mean 'time'?
export const cut = () => bindingOf(sizes, () => slice(zeros('batch', 'time'), 'times', 0, 2));

//! split: x has no axis 'width'; it is [batch, 6]
export const parts = () => bindingOf(sizes, () => split(zeros('batch', 6), 'width', 2));

//! flip: x has no axis 'batches'; it is [batch, 6]
export const turned = () => bindingOf(sizes, () => flip(zeros('batch', 6), 'batches'));

//? mean: an axis must be a literal, such as 1 or 'time', not number[]
export const anyAxes = () => mean(zeros('batch', 'time', 4), axes);

//? softmax: an axis must be a literal, such as 1 or 'time', not string
export const anyName = () => softmax(zeros('batch', 'time', 4), axis);
