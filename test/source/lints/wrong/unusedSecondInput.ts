// Keras functional: an input of two that is not wired.
import { affine, embedding, input, mean, model } from '../../../../runtime/index.ts';

export const net = model(
  { text: embedding(1000, 32), out: affine(32, 2) },
  {
    words: input.i32('batch', 'time'),
    //! model: the input 'meta' is never used
    meta: input('batch', 4),
  },
  (p, { words }) => p.out(mean(p.text(words), 1)),
);
