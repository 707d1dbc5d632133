// Wrong programs: element types. Each operation and layer says what it takes.
import * as q from '../../../dsl/nn/index.ts';
import type { Mode } from '../../../dsl/nn/mode.ts';
import * as nets from '../../../dsl/nn/nets/index.ts';
import * as op from '../../../dsl/ops/index.ts';

const { cast, input, zeros } = op;
const evaluating: Mode = q.evaluating;
const floats = zeros(4, 8);
const integers = input.i32(4, 8);
const truths = input.bool(4, 8);
const rows = input.i32(2, 5, 8);
const translator = () => nets.seq2seq({ source: 9, target: 9, width: 8, hidden: 4, attention: true });
const transformer = () => nets.transformer({ source: 9, target: 9, width: 8, hidden: 8, blocks: 1, heads: 2 });
const writer = () => nets.transformerDecoder({ vocabulary: 9, width: 8, hidden: 8, blocks: 1, heads: 2 });
const images = input.i32(2, 3, 8, 8);

//! affine: operand is i32, expected f32
export const affineTypes = () => q.affine(8, 2)(integers);

//! mlp: operand is i32, expected f32
export const mlpTypes = () => q.mlp([8, 4, 2])(integers);

//! reluNetwork: operand is bool, expected f32
export const reluNetworkTypes = () => q.reluNetwork([8, 4, 2])(truths);

//! crossCorrelate: operand is i32, expected f32
export const crossCorrelateTypes = () => q.crossCorrelate(3, 4, 3)(images);

//! convolve: operand is i32, expected f32
export const convolveTypes = () => q.convolve(8, 4, 3, { axes: 1 })(input.i32(2, 8, 5));

//! crossCorrelateTransposed: operand is i32, expected f32
export const crossCorrelateTransposedTypes = () => q.crossCorrelateTransposed(3, 4, 3)(images);

//! convolveTransposed: operand is bool, expected f32
export const convolveTransposedTypes = () => q.convolveTransposed(8, 4, 3, { axes: 1 })(input.bool(2, 8, 5));

//! maxPool: operand is i32, expected f32
export const maxPoolTypes = () => q.maxPool(2)(images);

//! meanPool: operand is i32, expected f32
export const meanPoolTypes = () => q.meanPool(2)(images);

//! globalMeanPool: operand is i32, expected f32
export const globalMeanPoolTypes = () => op.globalMeanPool(images);

//! batchNorm: operand is i32, expected f32
export const batchNormTypes = () => q.batchNorm(3)(evaluating)(images);

//! batchNorm: operand is i32, expected f32
export const batchNormLastTypes = () => q.batchNorm(8, { axis: -1 })(evaluating)(rows);

//! layerNorm: operand is i32, expected f32
export const layerNormTypes = () => q.layerNorm(8)(integers);

//! rmsNorm: operand is i32, expected f32
export const rmsNormTypes = () => q.rmsNorm(8)(integers);

//! groupNorm: operand is i32, expected f32
export const groupNormTypes = () => q.groupNorm(3, 1)(images);

//! dropout: operand is i32, expected f32
export const dropoutTypes = () => q.dropout(0.5, evaluating)(integers);

//! embedding: symbols are f32, expected i32
export const embeddingTypes = () => q.embedding(10, 4)(zeros(2, 5));

//! lstm: operand is i32, expected f32
export const lstmTypes = () => q.lstm(8, 4)(rows);

//! gru: operand is i32, expected f32
export const gruTypes = () => q.gru(8, 4)(rows);

//! elman: operand is i32, expected f32
export const elmanTypes = () => q.elman(8, 4)(rows);

//! bidirectional: operand is i32, expected f32
export const bidirectionalTypes = () => q.bidirectional(q.gru(8, 4), q.gru(8, 4))(rows);

//! stacked: operand is i32, expected f32
export const stackedTypes = () => q.stacked(q.gru(8, 4), q.gru(4, 4))(rows);

//! transformerBlock: operand is i32, expected f32
export const transformerBlockTypes = () => q.transformerBlock(8, 16)(rows);

//! decoderBlock: operand is i32, expected f32
export const decoderBlockTypes = () => q.decoderBlock(8, 16, 8)(rows, zeros(2, 4, 8));

//! decoderBlock: operand is i32, expected f32
export const decoderMemoryTypes = () => q.decoderBlock(8, 16, 8)(zeros(2, 4, 8), rows);

//! selfAttention: operand is i32, expected f32
export const selfAttentionTypes = () => q.selfAttention(8)(rows);

//! crossAttention: operand is i32, expected f32
export const crossAttentionTypes = () => q.crossAttention(8, 8)(zeros(2, 3, 8), rows);

//! attend: operand is i32, expected f32
export const attendTypes = () => q.attend(zeros(2, 5, 8), zeros(2, 5, 8), rows);

//! attend: operand is i32, expected f32
export const attendQueriesTypes = () => q.attend(rows, zeros(2, 5, 8), zeros(2, 5, 8));

//! attentionWeights: operand is i32, expected f32
export const attentionWeightsTypes = () => q.attentionWeights(zeros(2, 5, 8), rows);

//! additiveScore: operand is i32, expected f32
export const additiveScoreTypes = () => q.additiveScore(8, 8, 4)(rows, zeros(2, 5, 8));

//! sinusoidalPositions: operand is i32, expected f32
export const sinusoidalPositionsTypes = () => q.sinusoidalPositions(rows);

//! rotaryPositions: operand is i32, expected f32
export const rotaryPositionsTypes = () => q.rotaryPositions(rows);

//! learnedPositions: operand is i32, expected f32
export const learnedPositionsTypes = () => q.learnedPositions(9, 8)(rows);

//! gatedLinearUnit: operand is i32, expected f32
export const gatedLinearUnitTypes = () =>
  q.pipe(
    integers,
    q.gatedLinearUnit(8, 8)((x) => cast(x, 'f32')),
  );

//! highway: operand is i32, expected f32
export const highwayTypes = () =>
  q.pipe(
    integers,
    q.highway(8)((x) => cast(x, 'f32')),
  );

//! basicBlock: operand is i32, expected f32
export const basicBlockTypes = () => q.basicBlock(3, 4)(evaluating)(images);

//! bottleneckBlock: operand is i32, expected f32
export const bottleneckBlockTypes = () => q.bottleneckBlock(3, 2, 4)(evaluating)(images);

//! einsum: operand is i32, expected f32
export const einsumTypes = () => op.einsum('ij,jk->ik', zeros(4, 4), integers);

//! matmul: operand is bool, expected f32 or i32
export const matmulTypes = () => op.matmul(truths, input.bool(8, 2));

//! dot: operand is bool, expected f32 or i32
export const dotTypes = () => op.dot(input.bool(3), input.bool(3));

//! outer: operand is bool, expected f32 or i32
export const outerTypes = () => op.outer(input.bool(3), input.bool(3));

//! crossCorrelate1d: operand is i32, expected f32
export const crossCorrelate1dTypes = () => op.crossCorrelate1d(zeros(1, 2, 8), input.i32(3, 2, 3));

//! maxPool1d: operand is i32, expected f32
export const maxPool1dTypes = () => op.maxPool1d(input.i32(1, 2, 8), 2);

//! crossEntropy: operand is i32, expected f32
export const crossEntropyLogitsTypes = () => op.crossEntropy(integers, input.i32(4));

//! crossEntropy: labels are f32, expected i32
export const crossEntropyLabelsTypes = () => op.crossEntropy(floats, zeros(4));

//! correctCount: operand is i32, expected f32
export const correctCountTypes = () => op.correctCount(integers, input.i32(4));

//! squaredError: operand is i32, expected f32
export const squaredErrorTypes = () => op.squaredError(integers, floats);

//! squaredError: targets are bool, expected f32
export const squaredErrorTargetTypes = () => op.squaredError(floats, truths);

//! huber: operand is i32, expected f32
export const huberTypes = () => op.huber(integers, floats);

//! binaryCrossEntropyWithLogits: operand is bool, expected f32
export const binaryCrossEntropyTypes = () => op.binaryCrossEntropyWithLogits(truths, floats);

//! softmax: operand is i32, expected f32
export const softmaxTypes = () => op.softmax(integers);

//! cumulativeSum: operand is bool, expected f32 or i32
export const cumulativeSumTypes = () => op.cumulativeSum(truths, 0);

//! scatterAdd: operand is bool, expected f32
export const scatterAddTypes = () => op.scatterAdd(9, input.i32(4), truths);

//! logSumExp: operand is i32, expected f32
export const logSumExpTypes = () => op.logSumExp(integers);

//! variance: operand is i32, expected f32
export const varianceTypes = () => op.variance(integers);

//! count: operand is f32, expected bool
export const countTypes = () => op.count(floats);

//! where: condition is f32, expected bool
export const whereTypes = () => op.where(floats, floats, floats);

//! not: operand is f32, expected bool
export const notTypes = () => op.not(floats);

//! atan2: operand is i32, expected f32
export const atan2Types = () => op.atan2(integers, integers);

//! clamp: operand is bool, expected f32 or i32
export const clampTypes = () => op.clamp(truths, 0, 1);

//! gelu: operand is i32, expected f32
export const geluTypes = () => op.gelu(integers);

//! less: operand is bool, expected f32 or i32
export const lessThanTruthTypes = () => op.less(truths, truths);

//! seq2seq: operand is f32, expected i32
export const seq2seqSourceTypes = () => translator()(zeros(2, 3), input.i32(2, 3));

//! seq2seq: operand is f32, expected i32
export const seq2seqTargetTypes = () => translator()(input.i32(2, 3), zeros(2, 3));

//! seq2seq: operand is f32, expected i32
export const seq2seqAlignmentTypes = () => translator().alignment(input.i32(2, 3), zeros(2, 3));

//! transformer: operand is f32, expected i32
export const transformerSourceTypes = () => transformer()(zeros(2, 3), input.i32(2, 3));

//! transformer: operand is f32, expected i32
export const transformerTargetTypes = () => transformer()(input.i32(2, 3), zeros(2, 3));

//! transformer: operand is i32, expected f32
export const transformerMemoryTypes = () => transformer().decoding(input.i32(2, 3, 8), 4);

//! transformerDecoder: operand is f32, expected i32
export const transformerDecoderTypes = () => writer()(zeros(2, 3));

//! teacherForcing: operand is f32, expected i32
export const teacherForcingTypes = () => nets.teacherForcing(writer().decoding(2, 3), zeros(2, 3));
