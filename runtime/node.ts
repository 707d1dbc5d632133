// The entry `quern/node`: what needs a file system.
export { type Checkpoint, CheckpointError, type Progress, requireSameTensors } from './checkpoint.ts';
export { loadCheckpoint, saveCheckpoint } from './checkpointFile.ts';
export { loadCifar, loadIdxPair, loadText, publishedChecksums, readIdx } from './data/files.ts';
export type { ReadOptions, ReadProgress } from './data/read.ts';
export { loadWeights, saveWeights } from './weightsFile.ts';
