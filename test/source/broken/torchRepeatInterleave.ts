import { affine, concat, input, model } from '../../../runtime/index.ts';

/** expand(-1, n, -1) by broadcasting: the axis to repeat is not there */
export const net = model(
  { out: affine(96, 1) },
  { question: input('batch', 64), words: input('batch', 'time', 32) },
  (p, { question, words }) => {
    //> none
    //! concat: [batch, 64] and [batch, time, 32] differ off axis -1
    const joined = concat(-1, question, words);
    return p.out(joined);
  },
);
