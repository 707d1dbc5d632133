import { affine, input, matmul, model, scale, softmax } from '../../../runtime/index.ts';

/** attention written out: the keys should be transposed before the product */
export const attention = model(
  { query: affine(64, 32), key: affine(64, 32), value: affine(64, 64) },
  input(8, 20, 64),
  (p, x) => {
    const q = p.query(x);
    const k = p.key(x);
    const v = p.value(x);
    //> matmul(q, k) ~> matmul(q, transpose(k))
    //! matmul: inner dimensions differ: 32 vs 20
    const scores = scale(matmul(q, k), 1 / Math.sqrt(32));
    const weights = softmax(scores);
    return matmul(weights, v);
  },
);
