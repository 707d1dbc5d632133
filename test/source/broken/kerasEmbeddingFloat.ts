// Keras: symbols are f32, an embedding takes i32.
import { affine, embedding, input, lstm, model } from '../../../runtime/index.ts';

export const sentiment = model(
  { embed: embedding(5000, 64), rnn: lstm(64, 32), out: affine(32, 1) },
  input('batch', 80),
  (p, words) => {
    //> input('batch', 80) ~> input.i32('batch', 80)
    //! embedding: symbols are f32, expected i32
    const rows = p.embed(words);
    return p.out(p.rnn(rows).state.h);
  },
);
