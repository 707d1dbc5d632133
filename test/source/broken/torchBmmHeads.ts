import { input, matmul, model, scale, softmax } from '../../../runtime/index.ts';

/** torch.bmm(q, k) of heads, keys not transposed */
export const scores = model(
  {},
  { q: input('batch', 8, 'time', 64), k: input('batch', 8, 'time', 64) },
  //> matmul(q, k) ~> matmul(q, transpose(k))
  //! matmul: inner dimensions differ: 64 vs time
  (_, { q, k }) => softmax(scale(matmul(q, k), 1 / 8), -1),
);
