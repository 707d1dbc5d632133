import { affine, embedding, input, mean, model } from '../../../runtime/index.ts';

/** Embedding(5000, 64, input_length=100) */
export const net = model(
  {
    //> embedding(5000, 64, 100) ~> embedding(5000, 64)
    //! embedding: options is number, expected { initializer }
    words: embedding(5000, 64, 100),
    out: affine(64, 2),
  },
  input.i32('batch', 100),
  (p, text) => p.out(mean(p.words(text), 1)),
);
