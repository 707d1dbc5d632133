// Wrong programs: joining, and indexing by data.
import { gather, oneHot, scatterAdd } from '../../../dsl/ops/gather.ts';
import { concat, pad, repeat, stack } from '../../../dsl/ops/join.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';

//! concat: [2, 3, 4] and [2, 3, 5] differ off axis 1
export const concatSizes = () => concat(1, zeros(2, 3, 4), zeros(2, 3, 5));

//! concat: [2, 3] and [2, 3, 1] differ off axis 0
export const concatRanks = () => concat(0, zeros(2, 3), zeros(2, 3, 1));

//! concat: [2, 3] and [4, 4] differ off axis 0
export const concatThird = () => concat(0, zeros(2, 3), zeros(5, 3), zeros(4, 4));

//! concat: axis 2 is out of range for [2, 3]
export const concatAxis = () => concat(2, zeros(2, 3), zeros(2, 3));

//! concat: operands are f32 and i32, expected the same type
export const concatTypes = () => concat(0, zeros(2), input.i32(2));

//! stack: [2, 3] and [3, 2] differ
export const stackSizes = () => stack(0, zeros(2, 3), zeros(3, 2));

//! stack: axis 3 is out of range for [2, 3, 1]
export const stackAxis = () => stack(3, zeros(2, 3), zeros(2, 3));

//! stack: operands are i32 and f32, expected the same type
export const stackTypes = () => stack(0, input.i32(2), zeros(2));

//! pad: axis 2 is out of range for [2, 3]
export const padAxis = () => pad(zeros(2, 3), 2, 1, 1);

//! repeat: axis 1 is out of range for [4]
export const repeatAxis = () => repeat(zeros(4), 1, 3);

//! gather: indices are f32, expected i32
export const gatherTypes = () => gather(zeros(100, 8), zeros(4));

//! oneHot: labels are f32, expected i32
export const oneHotTypes = () => oneHot(zeros(4), 10);

//! scatterAdd: indices are bool, expected i32
export const scatterTypes = () => scatterAdd(10, input.bool(4), zeros(4, 8));

//! scatterAdd: updates are [5, 8], expected them to begin with [4]
export const scatterUpdates = () => scatterAdd(10, input.i32(4), zeros(5, 8));

//? concat: [batch, T, 8] and [batch, S, 9] differ off axis 1
export const concatNames = () => concat(1, input('batch', 'T', 8), input('batch', 'S', 9));
