import { affine, bidirectional, embedding, gru, input, mean, model } from '../../../runtime/index.ts';

/** both directions side by side are twice as wide */
export const sentiment = model(
  { words: embedding(20000, 100), read: bidirectional(gru(100, 64), gru(100, 64)), out: affine(64, 2) },
  input.i32('batch', 200),
  (p, review) => {
    const { outputs } = p.read(p.words(review));
    const average = mean(outputs, 1);
    //> affine(64, 2) ~> affine(128, 2)
    //! affine(64, 2): input has 128 features, expected 64
    return p.out(average);
  },
);
