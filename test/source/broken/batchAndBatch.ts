import { affine, concat, embedding, input, model, pipe, relu } from '../../../runtime/index.ts';

/** a user's age beside an item: one of the inputs says Batch */
export const twoTowers = model(
  { user: embedding(1000, 16), item: embedding(500, 16), hidden: affine(32, 16), out: affine(16, 1) },
  { user: input.i32('batch'), item: input.i32('Batch') },
  (p, { user, item }) => {
    const a = p.user(user);
    const b = p.item(item);
    //> input.i32('Batch') ~> input.i32('batch')
    //! concat: [batch, 16] and [Batch, 16] differ off axis 1
    const both = concat(1, a, b);
    return pipe(both, p.hidden, relu, p.out);
  },
);
