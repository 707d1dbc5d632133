import { gather, input, model } from '../../../runtime/index.ts';

/** tf.gather(x, indices) with float indices */
export const picked = model(
  {},
  { table: input(100, 8), ids: input('batch') },
  //> ids: input('batch') ~> ids: input.i32('batch')
  //> gather(table, ids) ~> gather(table, cast(ids, 'i32'))
  //! gather: indices are f32, expected i32
  (_, { table, ids }) => gather(table, ids),
);
