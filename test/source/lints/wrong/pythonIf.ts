// JAX: if x.sum() > 0 under jit.
import { affine, greater, input, model, neg, sum } from '../../../../runtime/index.ts';

export const net = model({ a: affine(8, 8) }, input('batch', 8), (p, x) => {
  const positive = greater(sum(x), 0);
  //! a tensor is always true as a condition: its values are not known yet
  if (positive) return p.a(x);
  return neg(p.a(x));
});
