// Ways around layers, and layers over sequences.
export {
  type AdditiveScore,
  type AttendOptions,
  additiveScore,
  attend,
  attentionWeights,
  type MaskOptions,
} from './attend.ts';
export {
  type AttentionOptions,
  type CrossAttention,
  crossAttention,
  type SelfAttention,
  selfAttention,
} from './attention.ts';
export { type GatedLinearUnit, gatedLinearUnit, type Highway, highway, skip } from './gates.ts';
export { type LearnedPositions, learnedPositions, rotaryPositions, sinusoidalPositions } from './positions.ts';
export type { Recurrence, RunOptions, SequenceLayer, StateOf, Unrolled } from './recurrence.ts';
export {
  type Elman,
  elman,
  type GatedOptions,
  type Gru,
  type GruOptions,
  gru,
  type Lstm,
  lstm,
  type RecurrentOptions,
} from './recurrent.ts';
export { type Bidirectional, bidirectional, type Stacked, stacked } from './stacked.ts';
export {
  type DecoderBlock,
  type DecoderMasks,
  decoderBlock,
  type TransformerBlock,
  type TransformerOptions,
  transformerBlock,
} from './transformerBlock.ts';
export { type Symbols, symbolsOf } from './vocabulary.ts';
