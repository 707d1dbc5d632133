// Right programs: skips, gates and recurrent layers, attention, decoders.
import { affine } from '../../../dsl/nn/affine.ts';
import { additiveScore, attend, attentionWeights } from '../../../dsl/nn/attend.ts';
import { crossAttention, selfAttention } from '../../../dsl/nn/attention.ts';
import { flow, pipe } from '../../../dsl/nn/compose.ts';
import { dropout } from '../../../dsl/nn/dropout.ts';
import { embedding } from '../../../dsl/nn/embedding.ts';
import { gatedLinearUnit, highway, skip } from '../../../dsl/nn/gates.ts';
import type { Mode } from '../../../dsl/nn/mode.ts';
import { beamSearch, greedy, teacherForcing } from '../../../dsl/nn/nets/decode.ts';
import { seq2seq } from '../../../dsl/nn/nets/seq2seq.ts';
import { transformer, transformerDecoder } from '../../../dsl/nn/nets/transformer.ts';
import { learnedPositions, rotaryPositions, sinusoidalPositions } from '../../../dsl/nn/positions.ts';
import { elman, gru, lstm } from '../../../dsl/nn/recurrent.ts';
import { bidirectional, stacked } from '../../../dsl/nn/stacked.ts';
import { decoderBlock, transformerBlock } from '../../../dsl/nn/transformerBlock.ts';
import { paramsOf } from '../../../dsl/nn/tree.ts';
import { symbolsOf } from '../../../dsl/nn/vocabulary.ts';
import { relu } from '../../../dsl/ops/activations.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { tanh } from '../../../dsl/ops/unary.ts';
import type { Dim, Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

// around layers, stages, compositions and functions of one's own
is<['batch', 8]>(pipe(input('batch', 8), skip(affine(8, 8)), skip(tanh), skip(flow(affine(8, 4), affine(4, 8)))));
is<['batch', 8]>(
  pipe(
    input('batch', 8),
    skip((x) => pipe(x, affine(8, 8), relu)),
    relu,
  ),
);
is<[3, 8]>(skip(zeros(3, 8), affine(8, 8)));
is<[3, 8]>(pipe(zeros(3, 8), highway(8)(tanh), highway(8)(flow(affine(8, 8), relu))));
is<['batch', 'T', 9]>(pipe(input('batch', 'T', 8), gatedLinearUnit(8, 9)(affine(8, 9))));

export function gates<B extends Dim, C extends Dim>(x: Tensor<[B, C]>, c: C) {
  return pipe(x, skip(flow(affine(c, c), relu)), highway(c)(affine(c, c)), gatedLinearUnit(c, 8)(affine(c, 8)));
}
is<['batch', 8]>(gates(input('batch', 32), 32));

// sequences, of a named length too; the state goes on where it stopped
const frames = input('batch', 'T', 28);
const first = lstm(28, 64)(frames, { lengths: input.i32('batch') });
is<['batch', 'T', 64]>(first.outputs);
is<['batch', 64]>(first.state.c);
is<['batch', 64]>(lstm(28, 64)(frames, { initial: first.state }).state.h);
is<['batch', 'T', 32]>(elman(28, 32)(frames).outputs);
is<[2, 5, 32]>(gru(28, 32, { reset: 'after' })(zeros(2, 5, 28)).outputs);
is<[32]>(gru(28, 32, { reset: 'after' }).params.c);
is<[28, 4, 64]>(paramsOf({ memory: lstm(28, 64) }).memory.w);

const deep = stacked(bidirectional(gru(28, 32), gru(28, 16)), lstm(48, 64));
const read = deep(frames);
is<['batch', 'T', 64]>(read.outputs);
is<['batch', 16]>(read.state[0].backward);
is<['batch', 64]>(read.state[1].c);
is<[28, 3, 32]>(deep.params[0].forward.w);

// one step at a time
const pair = stacked(gru(8, 16), gru(16, 4));
is<['batch', 4]>(pair.step(pair.start('batch'), input('batch', 8)).output);
is<['batch', 16]>(pair.step(pair.start('batch'), input('batch', 8)).state[0]);

export function reader<B extends Dim, T extends Dim, C extends Dim>(x: Tensor<[B, T, C]>, c: C): Tensor<[B, T, 8]> {
  return gru(c, 8)(x).outputs;
}

// attention: values of a width of their own, leading axes of any number
is<[3, 7]>(attend(zeros(3, 8), zeros(5, 8), zeros(5, 7)));
is<['batch', 2, 3, 7]>(
  attend(zeros('batch', 2, 3, 8), zeros('batch', 2, 5, 8), zeros('batch', 2, 5, 7), { causal: true }),
);
is<['batch', 3, 5]>(attentionWeights(zeros('batch', 3, 8), zeros('batch', 5, 8), { lengths: input.i32('batch') }));
const memory = zeros('batch', 'S', 6);
const queries = zeros('batch', 3, 8);
export const masked = <B extends Dim, N extends Dim>(x: Tensor<[B, N, 8]>, mask: Tensor<[N, N], 'bool'>) =>
  attend(x, x, x, { mask });
is<[2, 5, 8]>(masked(zeros(2, 5, 8), input.bool(5, 5)));
is<[2, 5, 8]>(attend(zeros(2, 5, 8), zeros(2, 6, 8), zeros(2, 6, 8), { mask: input.bool(2, 1, 6), causal: true }));
is<['batch', 'T', 8]>(
  selfAttention(8, { heads: 2 })(input('batch', 'T', 8), {
    mask: input.bool('batch', 1, 1, 'T'),
    lengths: input.i32('batch'),
  }),
);
is<['batch', 'T', 8]>(learnedPositions(64, 8)(input('batch', 'T', 8)));
is<['batch', 64, 8]>(learnedPositions(64, 8)(input('batch', 64, 8)));
is<['batch', 3, 6]>(attend(queries, memory, memory, { scores: additiveScore(8, 6, 16)(queries, memory) }));

const words = zeros('batch', 'T', 32);
is<['batch', 'T', 32]>(selfAttention(32)(words));
is<['batch', 'T', 32]>(selfAttention(32, { heads: 4 })(words, { causal: true, lengths: input.i32('batch') }));
is<['batch', 'T', 8]>(selfAttention(32, { keyWidth: 16, valueWidth: 8 })(words));
is<[32, 32]>(selfAttention(32, { heads: 4 }).params.output);
is<['batch', 'T', 32]>(crossAttention(32, 6, { heads: 4 })(words, memory, { lengths: input.i32('batch') }));
is<[6, 16]>(crossAttention(32, 6, { heads: 4, keyWidth: 16 }).params.key);
is<['batch', 'T', 32]>(pipe(words, sinusoidalPositions, learnedPositions(64, 32), rotaryPositions));

// blocks; their options are in their parameters
is<['batch', 'T', 32]>(pipe(words, transformerBlock(32, 64), transformerBlock(32, 64, { heads: 4, norm: 'pre' })));
is<['batch', 'T', 32]>(decoderBlock(32, 64, 6)(words, memory, { memoryLengths: input.i32('batch') }));
is<[32]>(transformerBlock(32, 64, { norm: 'post' }).params.norms.feed.scale);
is<[6, 32]>(decoderBlock(32, 64, 6, { heads: 4 }).params.cross.key);

// symbols that say their vocabulary, and symbols that do not
const english = symbolsOf(300, input.i32('batch', 'S'));
const german = symbolsOf(400, input.i32('batch', 'T'));
is<['batch', 'S', 16]>(embedding(300, 16)(english));
is<['batch', 'S', 16]>(pipe(english, embedding(300, 16)));
const sizes = { width: 64, hidden: 128, heads: 4, blocks: 2 } as const;
const translate = transformer({ ...sizes, source: 300, target: 400 });
is<['batch', 'T', 400]>(translate(english, german));
is<['batch', 'T', 400]>(translate(input.i32('batch', 'S'), input.i32('batch', 'T')));
const decoding = translate.decoding(translate.encode(english), 20);
is<['batch', 'T', 400]>(teacherForcing(decoding, german));
const written = greedy(decoding, input.i32('batch'), { stop: 1, steps: 20 });
export const symbols: Tensor<['batch', 20], 'i32'> = written.symbols;
is<['batch']>(beamSearch(decoding, input.i32('batch'), { stop: 1, steps: 20, width: 4 }).logProbability);
is<['batch', 'T', 400]>(transformerDecoder({ ...sizes, vocabulary: 400, rotary: true })(german));
const attentive = seq2seq({ source: 300, target: 400, width: 16, hidden: 32, attention: true });
is<['batch', 'T', 400]>(attentive(english, german, input.i32('batch')));
is<['batch', 'T', 'S']>(attentive.alignment(english, german));

// dropout of the weights, and of what the parts of a block add
export const trained = (mode: Mode) => {
  const drop = dropout(0.1, mode);
  is<['batch', 'T', 32]>(transformerBlock(32, 64, { heads: 4 })(words, { causal: true, dropout: drop }));
  is<['batch', 'T', 32]>(selfAttention(32)(words, { dropout: dropout(0.2, mode) }));
  is<['batch', 'T', 400]>(translate(english, german, { dropout: drop, memoryLengths: input.i32('batch') }));
};
