// Wrong programs: skips, gates and recurrent layers.
import { affine } from '../../../dsl/nn/affine.ts';
import { pipe } from '../../../dsl/nn/compose.ts';
import { gatedLinearUnit, highway, skip } from '../../../dsl/nn/gates.ts';
import { elman, gru, lstm } from '../../../dsl/nn/recurrent.ts';
import { bidirectional, stacked } from '../../../dsl/nn/stacked.ts';
import { zeros } from '../../../dsl/ops/leaves.ts';

//! skip: T maps [2, 8] to [2, 9], expected the same shape
export const skipShape = () => pipe(zeros(2, 8), skip(affine(8, 9)));

//! skip: T maps [2, 8] to [2, 9], expected the same shape
export const skipOf = () => skip(zeros(2, 8), (x) => affine(8, 9)(x));

//! highway: T maps [2, 8] to [2, 9], expected the same shape
export const highwayShape = () => pipe(zeros(2, 8), highway(8)(affine(8, 9)));

//! highway(9, 9): input has 8 features, expected 9
export const highwayGate = () => pipe(zeros(2, 8), highway(9)(affine(8, 8)));

//! gatedLinearUnit(8, 9): T gives [2, 7], expected [2, 9]
export const gatedShape = () => pipe(zeros(2, 8), gatedLinearUnit(8, 9)(affine(8, 7)));

//! gatedLinearUnit(7, 9): input has 8 features, expected 7
export const gatedFeatures = () => pipe(zeros(2, 8), gatedLinearUnit(7, 9)(affine(8, 9)));

//! lstm(28, 64): input has 27 features, expected 28
export const lstmFeatures = () => lstm(28, 64)(zeros(2, 5, 27));

//! elman(28, 64): input must be [batch, time, features]
export const elmanRank = () => elman(28, 64)(zeros(5, 28));

//! gru(8, 4): input has 9 features, expected 8
export const gruStep = () => gru(8, 4).step(gru(8, 4).start(2), zeros(2, 9));

//! stacked: a layer expects 64 features, the one below gives 32
export const stackedWidths = () => stacked(gru(28, 32), lstm(64, 64));

//! stacked(28, 64): input has 8 features, expected 28
export const stackedFeatures = () => stacked(gru(28, 32), lstm(32, 64))(zeros(2, 5, 8));

//! bidirectional: layers expect 28 and 27 features
export const bidirectionalInputs = () => bidirectional(gru(28, 32), gru(27, 32));
