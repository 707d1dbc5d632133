import { add, affine, embedding, input, mean, model } from '../../../runtime/index.ts';

/** two embeddings of other widths are added */
export const net = model(
  { token: embedding(800, 48), position: embedding(64, 24), out: affine(48, 5) },
  { ids: input.i32('batch', 'time'), at: input.i32('batch', 'time') },
  //> embedding(64, 24) ~> embedding(64, 48)
  //! add: cannot broadcast [batch, time, 48] with [batch, time, 24]: 48 vs 24
  (p, { ids, at }) => p.out(mean(add(p.token(ids), p.position(at)), 1)),
);
