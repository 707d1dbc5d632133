import { affine, input, matmul, model, softmax, split, transpose } from '../../../runtime/index.ts';

/** queries, keys and values from one map of 128, which is no multiple of 3 */
export const attention = model({ qkv: affine(64, 128), out: affine(64, 64) }, input('batch', 10, 64), (p, x) => {
  const all = p.qkv(x);
  //> affine(64, 128) ~> affine(64, 192)
  //> affine(64, 128) ~> affine(64, 192) && out: affine(64, 64) ~> out: affine(64, 64)
  //! split: dimension 128 does not divide into 3 parts
  const [q, k, v] = split(all, 2, 3);
  const weights = softmax(matmul(q, transpose(k)));
  return p.out(matmul(weights, v));
});
