import { affine, embedding, input, mean, model } from '../../../runtime/index.ts';

/** GlobalAveragePooling1D over the wrong axis */
export const net = model({ words: embedding(1000, 32), out: affine(32, 2) }, input.i32('batch', 50), (p, text) => {
  const average = mean(p.words(text), 2);
  //> mean(p.words(text), 2) ~> mean(p.words(text), 1)
  //! affine(32, 2): input has 50 features, expected 32
  return p.out(average);
});
