import { add, affine, crossAttention, embedding, input, model, relu } from '../../../runtime/index.ts';

/** what is written and what is read have lengths of their own */
export const decoder = model(
  { words: embedding(500, 32), look: crossAttention(32, 32, { heads: 4 }), out: affine(32, 500) },
  { source: input.i32('batch', 'S'), target: input.i32('batch', 'T') },
  (p, { source, target }) => {
    const memory = p.words(source);
    const told = p.words(target);
    const seen = p.look(told, memory);
    //> add(seen, memory) ~> add(seen, told)
    //! add: cannot broadcast [batch, T, 32] with [batch, S, 32]: T vs S
    const joined = relu(add(seen, memory));
    return p.out(joined);
  },
);
