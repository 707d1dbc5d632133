// The public entry `quern`: the language, and what compiles and runs it on the CPU, in Node and in browsers.
export * from '../dsl/index.ts';
export type { Backend, Instance } from './backends/backend.ts';
export { cpu } from './backends/cpu/backend.ts';
export { type CompileOptions, compile } from './compile.ts';
export { type Batch, type BatchOptions, batches, batchesPerEpoch } from './data/batches.ts';
export { type CifarClasses, parseCifar } from './data/cifar.ts';
export { DataError, type Dataset, dataset, holdOut, type Split } from './data/dataset.ts';
export { decompress, type IdxArray, pairIdx, parseIdx } from './data/idx.ts';
export {
  type StreamBatch,
  type StreamOptions,
  streamBatches,
  streams,
  type Vocabulary,
  vocabulary,
} from './data/text.ts';
export { Executable, type Feeds, type Outputs, type RunResult } from './executable.ts';
export { type FitEvent, type FitOptions, fit, type Position, Sizes } from './fit.ts';
export { type NamedTensors, State, type TensorData } from './state.ts';
export {
  decodeWeights,
  encodeWeights,
  type WeightDifferences,
  type Weighted,
  type Weights,
  WeightsError,
  type WeightsOptions,
} from './weights.ts';
