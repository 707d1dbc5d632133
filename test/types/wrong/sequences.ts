// Wrong programs: skips, gates and recurrent layers, attention, decoders.
import { affine } from '../../../dsl/nn/affine.ts';
import { additiveScore, attend, attentionWeights } from '../../../dsl/nn/attend.ts';
import { crossAttention, selfAttention } from '../../../dsl/nn/attention.ts';
import { flow, pipe, repeated } from '../../../dsl/nn/compose.ts';
import { embedding } from '../../../dsl/nn/embedding.ts';
import { gatedLinearUnit, highway, skip } from '../../../dsl/nn/gates.ts';
import { seq2seq } from '../../../dsl/nn/nets/seq2seq.ts';
import { transformer, transformerDecoder } from '../../../dsl/nn/nets/transformer.ts';
import { learnedPositions, rotaryPositions } from '../../../dsl/nn/positions.ts';
import { elman, gru, lstm } from '../../../dsl/nn/recurrent.ts';
import { bidirectional, stacked } from '../../../dsl/nn/stacked.ts';
import { decoderBlock, transformerBlock } from '../../../dsl/nn/transformerBlock.ts';
import { symbolsOf } from '../../../dsl/nn/vocabulary.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';

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

// applied at once, without a context that says what x is
//! skip: T maps [2, 8] to [2, 9], expected the same shape
export const skipAtOnce = () => skip(flow(affine(8, 9), affine(9, 9)))(zeros(2, 8));

//! affine(8, 8): input has 9 features, expected 8
export const skipFeatures = () => skip(affine(8, 8))(zeros(2, 9));

//! highway: T maps [2, 8] to [2, 9], expected the same shape
export const highwayAtOnce = () => highway(8)(affine(8, 9))(zeros(2, 8));

//? repeated: the stage does not map [2, 8] to the same shape
export const repeatedShape = () =>
  pipe(
    zeros(2, 8),
    repeated(3, () => affine(8, 9)),
  );

//? repeated: the stage does not map [2, 8] to the same shape
export const repeatedAtOnce = () => repeated(3, () => affine(8, 9))(zeros(2, 8));

//? repeated: the stage does not map [2, 9] to the same shape
export const repeatedFeatures = () => repeated(3, () => affine(8, 8))(zeros(2, 9));

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

//! attend: queries have width 8, keys 9
export const attendWidths = () => attend(zeros(3, 8), zeros(5, 9), zeros(5, 7));

//! attend: there are 5 keys but 6 values
export const attendRows = () => attend(zeros(3, 8), zeros(5, 8), zeros(6, 7));

//! attentionWeights: leading dimensions of the queries are [2], of the keys [4]
export const attendLeading = () => attentionWeights(zeros(2, 3, 8), zeros(4, 5, 8));

//! additiveScore(8, 16): input has 7 features, expected 8
export const scoreWidth = () => additiveScore(8, 6, 16)(zeros(3, 7), zeros(5, 6));

//! selfAttention: width 32 does not divide into 5 heads
export const headsWidth = () => selfAttention(32, { heads: 5 });

//! crossAttention: width 6 does not divide into 4 heads
export const headsValues = () => crossAttention(32, 8, { heads: 4, valueWidth: 6 });

//! selfAttention(32, 32): input has 31 features, expected 32
export const attentionFeatures = () => selfAttention(32, { heads: 4 })(zeros(2, 5, 31));

//! crossAttention(32, 16): memory has 8 features, expected 16
export const memoryWidth = () => crossAttention(32, 16)(zeros(2, 3, 32), zeros(2, 5, 8));

//! learnedPositions(64, 32): input has 16 features, expected 32
export const positionFeatures = () => learnedPositions(64, 32)(zeros(2, 5, 16));

//! transformerBlock(32, 64): input has 16 features, expected 32
export const blockFeatures = () => transformerBlock(32, 64)(zeros(2, 5, 16));

//! transformerBlock: width 32 does not divide into 5 heads
export const blockHeads = () => transformerBlock(32, 64, { heads: 5 });

//! decoderBlock(32, 6): memory has 8 features, expected 6
export const blockMemory = () => decoderBlock(32, 64, 6)(zeros(2, 5, 32), zeros(2, 3, 8));

//! transformer: width 30 does not divide into 4 heads
export const transformerHeads = () =>
  transformer({ source: 300, target: 400, width: 30, hidden: 64, heads: 4, blocks: 1 });

//? transformer: symbols are of a vocabulary of 300, expected 400
export const decoderFed = () => {
  const ids = symbolsOf(300, input.i32('batch', 'T'));
  return transformer({ source: 300, target: 400, width: 32, hidden: 64, heads: 4, blocks: 1 })(ids, ids);
};

//? transformerDecoder: symbols are of a vocabulary of 300, expected 400
export const decoderVocabulary = () =>
  transformerDecoder({ vocabulary: 400, width: 32, hidden: 64, heads: 4, blocks: 1 })(
    symbolsOf(300, input.i32('batch', 'T')),
  );

//? seq2seq: symbols are of a vocabulary of 400, expected 300
export const encoderFed = () =>
  seq2seq({ source: 300, target: 400, width: 8, hidden: 8 })(
    symbolsOf(400, input.i32('batch', 'S')),
    symbolsOf(400, input.i32('batch', 'T')),
  );

//? embedding: symbols are of a vocabulary of 400, expected 300
export const embeddedVocabulary = () => embedding(300, 16)(symbolsOf(400, input.i32('batch', 'S')));

//! attend: cannot broadcast [4, 3] to [2, 3, 4]
export const attendMask = () => attend(zeros(2, 3, 8), zeros(2, 4, 8), zeros(2, 4, 8), { mask: input.bool(4, 3) });

//? attend: cannot broadcast [S, T] to [batch, T, S]
export const attendMaskNames = () => {
  const [q, k] = [input('batch', 'T', 8), input('batch', 'S', 8)];
  return attend(q, k, k, { mask: input.bool('S', 'T') });
};

//! attend: mask is f32, expected bool
export const attendMaskType = () => attend(zeros(2, 3, 8), zeros(2, 4, 8), zeros(2, 4, 8), { mask: zeros(3, 4) });

//! attentionWeights: cannot broadcast [2, 3] to [2, 3, 4]
export const weightsMask = () => attentionWeights(zeros(2, 3, 8), zeros(2, 4, 8), { mask: input.bool(2, 3) });

//! attend: scores are [2, 4, 3], expected [2, 3, 4]
export const attendScores = () => attend(zeros(2, 3, 8), zeros(2, 4, 8), zeros(2, 4, 8), { scores: zeros(2, 4, 3) });

//! selfAttention: cannot broadcast [5, 3, 3] to [5, 2, 3, 3]
export const selfMask = () => selfAttention(8, { heads: 2 })(zeros(5, 3, 8), { mask: input.bool(5, 3, 3) });

//! crossAttention: cannot broadcast [4, 3] to [5, 3, 4]
export const crossMask = () => crossAttention(8, 6)(zeros(5, 3, 8), zeros(5, 4, 6), { mask: input.bool(4, 3) });

//! transformerBlock: cannot broadcast [5, 3] to [5, 3, 3]
export const blockMask = () => transformerBlock(8, 16)(zeros(5, 3, 8), { mask: input.bool(5, 3) });

//! decoderBlock: mask is i32, expected bool
export const decoderMask = () => decoderBlock(8, 16, 6)(zeros(5, 3, 8), zeros(5, 4, 6), { mask: input.i32(3, 3) });

//! learnedPositions(64, 16): 128 positions, at most 64
export const positionsMost = () => learnedPositions(64, 16)(zeros(2, 128, 16));

//! rotaryPositions: width 7 is odd, expected pairs
export const rotaryOdd = () => rotaryPositions(zeros(2, 4, 7));
