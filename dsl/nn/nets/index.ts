// The entry `quern/nets`: architectures under their names at their published sizes, and how sequences are written.
export { alexNet, alexNetSmall } from './alexnet.ts';
export {
  type BeamOptions,
  type Best,
  beamSearch,
  type Decoded,
  type DecodeOptions,
  type Decoding,
  greedy,
  teacherForcing,
  type Written,
} from './decode.ts';
export { type DenseBlock, denseBlock, type Transition, transition } from './dense.ts';
export { denseNet, denseNetSmall } from './densenet.ts';
export { leNet } from './lenet.ts';
export { digitsMlp } from './mlp.ts';
export { resNet, resNetSmall } from './resnet.ts';
export { type Seq2seq, type Seq2seqSizes, seq2seq } from './seq2seq.ts';
export {
  type DecoderSizes,
  type Transformer,
  type TransformerDecoder,
  type TransformerSizes,
  transformer,
  transformerDecoder,
} from './transformer.ts';
export { vgg, vggSmall } from './vgg.ts';
