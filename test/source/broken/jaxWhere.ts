import { affine, input, model, where } from '../../../runtime/index.ts';

/** jnp.where(h > 0, h, 0.0) */
export const net = model({ a: affine(8, 8) }, input('batch', 8), (p, x) => {
  const h = p.a(x);
  //> where(h > 0, h, 0) ~> where(greater(h, 0), h, 0)
  //! '>' is not for tensors; write greater(h, 0)
  return where(h > 0, h, 0);
});
