// Layers, models and their parameters.
export { type Affine, type AffineOptions, affine, type WeightOptions } from './affine.ts';
export { type BatchNorm, type BatchNormOptions, batchNorm } from './batchNorm.ts';
export { flow, pipe, repeated } from './compose.ts';
export {
  type Correlation,
  type CorrelationOptions,
  convolve,
  convolveTransposed,
  crossCorrelate,
  crossCorrelateTransposed,
  type TransposedCorrelation,
} from './correlate.ts';
export { type DropoutStage, dropout } from './dropout.ts';
export { type Embedding, embedding } from './embedding.ts';
export {
  fill,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  lecunNormal,
  lecunUniform,
  normalInitializer,
  onesInitializer,
  orthogonal,
  truncatedNormal,
  uniformInitializer,
  zerosInitializer,
} from './initializers.ts';
export { mlp, reluNetwork, type Stack } from './mlp.ts';
export { evaluating, type Mode } from './mode.ts';
export { type Model, type ModelOf, model } from './model.ts';
export {
  type GroupNorm,
  groupNorm,
  type LayerNorm,
  layerNorm,
  type NormOptions,
  type RmsNorm,
  rmsNorm,
} from './normalize.ts';
export { maxPool, meanPool, type PoolOptions, type PoolStage } from './pool.ts';
export { type BlockOptions, basicBlock, bottleneckBlock, type ResidualBlock, residualStage } from './residual.ts';
export * from './sequences.ts';
export { type HasParams, type NamedParameter, type Params, paramsOf, type Tree } from './tree.ts';
