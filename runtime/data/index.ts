// The entry `quern/data`: what goes into models and out of them. Data sets, batches, texts and weights, from bytes that
// are already there; `quern/node` reads and writes files.
export type { NamedTensors, TensorData } from '../state.ts';
export {
  decodeWeights,
  encodeWeights,
  type WeightDifferences,
  type Weighted,
  type Weights,
  WeightsError,
  type WeightsOptions,
} from '../weights.ts';
export { type FileTensors, type Fitting, type OfTensors, weightsFile } from '../weightsType.ts';
export { type Batch, type BatchOptions, batches, batchesPerEpoch } from './batches.ts';
export { type CifarClasses, parseCifar } from './cifar.ts';
export { DataError, type Dataset, dataset, holdOut, type Split } from './dataset.ts';
export { type DecompressOptions, decompress, type IdxArray, pairIdx, parseIdx } from './idx.ts';
export { type StreamBatch, type StreamOptions, streamBatches, streams, type Vocabulary, vocabulary } from './text.ts';
