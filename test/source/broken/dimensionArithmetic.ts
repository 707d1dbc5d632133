import { affine, embedding, input, model, pipe, relu } from '../../../runtime/index.ts';

/** a source and its translation in one sequence */
export const shifted = model(
  { words: embedding(100, 16), hidden: affine(16, 32), out: affine(32, 100) },
  //> 'S+T' ~> 'T'
  //> 'S+T' ~> 'S'
  //> none
  //! 'S+T' cannot be declared: write a multiple of one name and a constant, '4*H', 'T+1' or '2*T-1'
  input.i32('batch', 'S+T'),
  (p, text) => {
    const vectors = p.words(text);
    return pipe(vectors, p.hidden, relu, p.out);
  },
);
