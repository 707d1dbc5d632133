import { input, matmul, model } from '../../../runtime/index.ts';

/** dot_general over the wrong axis: batched matrix times vector */
export const net = model(
  {},
  { a: input('batch', 5, 8), v: input('batch', 8) },
  //> matmul(a, v) ~> squeeze(matmul(a, expand(v, 2)), 2)
  //> matmul(a, v) ~> matmul(a, expand(v, -1))
  //> matmul(a, v) ~> matmul(a, expand(v, 2))
  //! matmul: inner dimensions differ: 8 vs batch
  (_, { a, v }) => matmul(a, v),
);
