import { affine, embedding, input, model, pipe, relu } from '../../../runtime/index.ts';

/** a sequence with a start symbol before it */
export const shifted = model(
  { words: embedding(100, 16), hidden: affine(16, 32), out: affine(32, 100) },
  //> 'T+1' ~> 'T'
  //> 'T+1' ~> 'T1'
  //> none
  //! 'T+1' cannot name a dimension: a name is a letter, then letters, digits or _
  input.i32('batch', 'T+1'),
  (p, text) => {
    const vectors = p.words(text);
    return pipe(vectors, p.hidden, relu, p.out);
  },
);
