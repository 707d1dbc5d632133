import { affine, embedding, input, mean, model, pipe, relu } from '../../../runtime/index.ts';

/** word indices declared as ordinary numbers */
export const bagOfWords = model(
  { words: embedding(5000, 50), hidden: affine(50, 20), out: affine(20, 4) },
  input('batch', 30),
  (p, text) => {
    //> input('batch', 30) ~> input.i32('batch', 30)
    //! embedding: symbols are f32, expected i32
    const vectors = p.words(text);
    const bag = mean(vectors, 1);
    return pipe(bag, p.hidden, relu, p.out);
  },
);
