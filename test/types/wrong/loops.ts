// Wrong programs: loops, forward derivatives, normalisation, embedding.

import { batchNorm } from '../../../dsl/nn/batchNorm.ts';
import { dropout } from '../../../dsl/nn/dropout.ts';
import { embedding } from '../../../dsl/nn/embedding.ts';
import { evaluating } from '../../../dsl/nn/mode.ts';
import { layerNorm } from '../../../dsl/nn/normalize.ts';
import { add } from '../../../dsl/ops/binary.ts';
import { matmul } from '../../../dsl/ops/contract.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { scan } from '../../../dsl/ops/scan.ts';
import { cast } from '../../../dsl/ops/select.ts';
import { crossCorrelateTransposed1d, crossCorrelateTransposed2d } from '../../../dsl/ops/transposed.ts';
import { expand } from '../../../dsl/ops/views.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

//! scan: carry is [8] but the body returns [1, 8]
export const scanCarry = () => scan(zeros(8), zeros(5, 8), (h, x) => [expand(add(h, x), 0), x]);

//! scan: carry is f32 but the body returns i32
export const scanCarryType = () => scan(zeros(8), zeros(5, 8), (h, x) => [cast(add(h, x), 'i32'), x]);

//! scan: carry is [4] but the body returns [8]
export const scanTree = () =>
  scan({ h: zeros(8), c: zeros(4) }, zeros(5, 8), ({ h }, x) => [{ h: add(h, x), c: h }, h]);

//! matmul: inner dimensions differ: 8 vs 9
export const scanBody = () => scan(zeros(2, 8), zeros(5, 2, 8), (h, x) => [add(h, matmul(x, zeros(9, 8))), h]);

//! batchNorm(64): input has 32 channels
export const batchNormChannels = () => batchNorm(64)(evaluating)(zeros(8, 32, 7, 7));

//! batchNorm(64): input must be [batch, channels, ...]
export const batchNormRank = () => batchNorm(64)(evaluating)(zeros(64));

//! layerNorm(512): last dimension is 768
export const layerNormWidth = () => layerNorm(512)(zeros(2, 3, 768));

//! layerNorm(512): input needs a last dimension
export const layerNormScalar = () => layerNorm(512)(zeros());

//! embedding: symbols are f32, expected i32
export const embeddingTypes = () => embedding(100, 8)(zeros(2, 3));

//! dropout: operand is i32, expected f32
export const dropoutTypes = () => dropout(0.5, evaluating)(input.i32(3));

//! crossCorrelateTransposed2d: input has 16 channels, kernel expects 8
export const transposedChannels = () => crossCorrelateTransposed2d(zeros(1, 16, 7, 7), zeros(8, 3, 3, 3));

//! crossCorrelateTransposed1d: expected rank 3, got [16, 7]
export const transposedRank = () => crossCorrelateTransposed1d(zeros(16, 7), zeros(8, 3, 3));

//! scan: sequences have lengths 5 and 6
export const scanLengths = () => scan(zeros(4), { a: zeros(6, 4), b: zeros(5, 4) }, (h, { a, b }) => [add(h, a), b]);

//! scan: sequences have lengths 5 and 6
export const scanTuple = () => scan(zeros(4), [zeros(5, 4), zeros(6, 4)], (h) => [h, h]);

//? scan: sequences have lengths S and T
export const scanNames = (xs: { a: Tensor<['T', 4]>; b: Tensor<['S', 4]> }) =>
  scan(zeros(4), xs, (h, { a, b }) => [add(h, a), b]);

// what follows from it is no error of its own: the rows of all steps are of some length
//? scan: sequences have lengths S and T
export const scanRows = (xs: { a: Tensor<['S', 4]>; b: Tensor<['T', 4]> }) =>
  scan(zeros(4), xs, (h, { a, b }) => [add(h, add(a, b)), a]).outputs;
