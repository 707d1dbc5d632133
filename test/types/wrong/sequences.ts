// Wrong programs: skips and gates.
import { affine } from '../../../dsl/nn/affine.ts';
import { pipe } from '../../../dsl/nn/compose.ts';
import { gatedLinearUnit, highway, skip } from '../../../dsl/nn/gates.ts';
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
