// Wrong programs: layers and their composition.
import { affine } from '../../../dsl/nn/affine.ts';
import { batchNorm } from '../../../dsl/nn/batchNorm.ts';
import { flow, pipe } from '../../../dsl/nn/compose.ts';
import { convolve, convolveTransposed, crossCorrelate, crossCorrelateTransposed } from '../../../dsl/nn/correlate.ts';
import { skip } from '../../../dsl/nn/gates.ts';
import { evaluating } from '../../../dsl/nn/mode.ts';
import { groupNorm, rmsNorm } from '../../../dsl/nn/normalize.ts';
import { maxPool, meanPool } from '../../../dsl/nn/pool.ts';
import { basicBlock, bottleneckBlock } from '../../../dsl/nn/residual.ts';
import { relu } from '../../../dsl/ops/activations.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { softmax } from '../../../dsl/ops/reduce.ts';
import { flatten } from '../../../dsl/ops/views.ts';

declare const hidden: number;

//! affine(200, 10): input has 300 features, expected 200
export const affineFeatures = () => affine(200, 10)(relu(affine(784, 300)(zeros(32, 784))));

//! affine(10, 10): input needs a feature dimension
export const affineScalar = () => affine(10, 10)(zeros());

//! affine(200, 10): input has 300 features, expected 200
export const pipedFeatures = () => pipe(zeros(32, 784), affine(784, 300), relu, affine(200, 10), softmax);

//! affine(301, 100): input has 300 features, expected 301
export const longPipe = () =>
  pipe(zeros(32, 784), affine(784, 300), relu, affine(301, 100), relu, affine(100, 10), softmax);

//! crossCorrelate(3, 8): input has 4 channels, expected 3
export const correlateChannels = () => crossCorrelate(3, 8, 3)(zeros(1, 4, 9, 9));

//! crossCorrelate(3, 8): input must be [batch, channels, height, width]
export const correlateRank = () => crossCorrelate(3, 8, 3)(zeros(32, 784));

//! crossCorrelate(6, 16): input has 8 channels, expected 6
export const pipedChannels = () => pipe(zeros(1, 1, 28, 28), crossCorrelate(1, 8, 5), relu, crossCorrelate(6, 16, 5));

//! crossCorrelate(3, 8): input must be [batch, channels, length]
export const sequenceRank = () => crossCorrelate(3, 8, 3, { axes: 1 })(zeros(1, 3, 9, 9));

//! crossCorrelate: 9 channels do not divide into 2 groups
export const layerGroups = () => crossCorrelate(9, 8, 3, { groups: 2 });

//! convolve: 7 filters do not divide into 3 groups
export const layerFilters = () => convolve(9, 7, 3, { padding: 1, groups: 3 });

//! convolve(3, 8): input has 4 channels, expected 3
export const convolveChannels = () => convolve(3, 8, 3, { axes: 1 })(zeros(1, 4, 9));

//! crossCorrelateTransposed(8, 3): input has 4 channels, expected 8
export const transposedChannels = () => crossCorrelateTransposed(8, 3, 3, { stride: 2 })(zeros(1, 4, 9, 9));

//! crossCorrelateTransposed: 3 filters do not divide into 2 groups
export const transposedGroups = () => crossCorrelateTransposed(8, 3, 3, { groups: 2 });

//! convolveTransposed(8, 3): input must be [batch, channels, height, width]
export const transposedRank = () => convolveTransposed(8, 3, 3)(zeros(8, 9));

//! maxPool: expected rank 4, got [32, 784]
export const pooledRows = () => pipe(zeros(32, 784), maxPool(2));

//! meanPool: expected rank 3, got [1, 3, 8, 8]
export const pooledSequence = () => meanPool(2, { axes: 1 })(zeros(1, 3, 8, 8));

//! batchNorm(8): last dimension is 9
export const batchNormLast = () => batchNorm(8, { axis: -1 })(evaluating)(zeros(2, 8, 9));

//! rmsNorm(8): last dimension is 9
export const rmsNormWidth = () => rmsNorm(8)(zeros(2, 8, 9));

//! groupNorm: 8 channels do not divide into 3 groups
export const groupNormGroups = () => groupNorm(8, 3);

//! groupNorm(8): input has 6 channels
export const groupNormChannels = () => groupNorm(8, 2)(zeros(2, 6, 5, 5));

//! basicBlock(64, 128): input has 32 channels, expected 64
export const blockChannels = () => basicBlock(64, 128, { stride: 2 })(evaluating)(zeros(1, 32, 8, 8));

//! bottleneckBlock(64, 256): input must be [batch, channels, height, width]
export const blockRank = () => bottleneckBlock(64, 32, 256)(evaluating)(zeros(1, 64));

//! basicBlock(64, 64): input has 128 channels, expected 64
export const pipedBlocks = () =>
  pipe(zeros(1, 64, 8, 8), basicBlock(64, 128, { stride: 2 })(evaluating), basicBlock(64, 64)(evaluating));

//! skip: T maps [1, 8, 6, 6] to [1, 16, 6, 6], expected the same shape
export const residualOfOtherShape = () => skip(zeros(1, 8, 6, 6), crossCorrelate(8, 16, 3, { padding: 1 }));

//! affine(4095, 10): input has 4096 features, expected 4095
export const flattened = () =>
  pipe(
    zeros(1, 3, 32, 32),
    crossCorrelate(3, 16, 3, { padding: 1 }),
    relu,
    maxPool(2, { stride: 2 }),
    flatten,
    affine(4095, 10),
  );

//? affine(10, 3): input has T features, expected 10
export const namedFeatures = () => affine(10, 3)(input('batch', 'T'));

//? affine(256, 10): input has 300 features, expected 256
export const composed = () => flow(affine(784, 300), relu, affine(256, 10))(input('batch', 784));

//? affine(784, ${number}): input has 700 features, expected 784
export const besideNumber = () => pipe(input('batch', 700), affine(784, hidden), relu, affine(512, 10));
