import { affine, input, model, permute } from '../../../runtime/index.ts';

/** Permute((2, 1)) without the batch */
export const net = model({ out: affine(10, 4) }, input('batch', 10, 7), (p, x) => {
  //> permute(x, 2, 1) ~> permute(x, 0, 2, 1)
  //! permute: [2, 1] is not a permutation of the axes of [batch, 10, 7]
  const turned = permute(x, 2, 1);
  return p.out(turned);
});
