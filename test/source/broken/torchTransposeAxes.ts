import { affine, input, matmul, model, softmax, transpose } from '../../../runtime/index.ts';

/** k.transpose(1, 2) */
export const net = model({ query: affine(32, 16), key: affine(32, 16) }, input(4, 10, 32), (p, x) => {
  //> transpose(p.key(x), 1, 2) ~> transpose(p.key(x))
  //! transpose(x): expected 1 arguments, got 3
  return softmax(matmul(p.query(x), transpose(p.key(x), 1, 2)));
});
