// Networks of the lecture, to be looked at: npx quern shapes examples/models/networks.ts#resNet18 --svg resnet18.svg
import { leNet as leNet5, resNet, seq2seq, transformer as transformerOf } from '../../dsl/nn/nets/index.ts';
import { affine, input, lstm as lstmLayer, model } from '../../runtime/index.ts';

export const leNet = leNet5();
export const resNet18 = resNet(18);

/** [batch, 28 rows, 28] -> [batch, 10]: what is left in the state after the last row */
export const lstm = model(
  { layer: lstmLayer(28, 96), out: affine(96, 10) },
  input('batch', 28, 28),
  (p, x) => p.out(p.layer(x).state.h),
  'lstm',
);

const sentences = { source: input.i32('batch', 's'), target: input.i32('batch', 't') };

/** source [batch, s], target [batch, t] -> the scores of each next symbol [batch, t, 40] */
export const seq2seqWithAttention = model(
  { net: seq2seq({ source: 60, target: 40, width: 32, hidden: 96, attention: true }) },
  sentences,
  (p, { source, target }) => p.net(source, target),
  'seq2seq with attention',
);

/** source [batch, s], target [batch, t] -> the scores of each next symbol [batch, t, 40] */
export const transformer = model(
  { net: transformerOf({ source: 60, target: 40, width: 64, hidden: 128, heads: 4, blocks: 2 }) },
  sentences,
  (p, { source, target }) => p.net(source, target),
  'transformer',
);
