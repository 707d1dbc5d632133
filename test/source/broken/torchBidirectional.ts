// PyTorch: both directions together give 128 features, the layer takes 64.
import { affine, bidirectional, embedding, gru, input, model } from '../../../runtime/index.ts';

export const tagger = model(
  { embed: embedding(1000, 32), rnn: bidirectional(gru(32, 64), gru(32, 64)), tag: affine(64, 5) },
  input.i32('batch', 'time'),
  (p, words) => {
    const rows = p.embed(words);
    //> affine(64, 5) ~> affine(128, 5)
    //! affine(64, 5): input has 128 features, expected 64
    return p.tag(p.rnn(rows).outputs);
  },
);
