import { affine, input, model, permute, pipe, relu, reshape } from '../../../runtime/index.ts';

/** patches of a picture as in a vision transformer: 32 / 8 = 4, not 8 */
export const patches = model({ embed: affine(192, 128), out: affine(128, 10) }, input('batch', 3, 32, 32), (p, x) => {
  //> 'batch', 3, 8, 8, 8, 8) ~> 'batch', 3, 4, 8, 4, 8)
  //> none
  //! reshape: [batch, 3, 32, 32] has 3072*batch elements and cannot become [batch, 3, 8, 8, 8, 8]
  const cut = reshape(x, 'batch', 3, 8, 8, 8, 8);
  const rows = permute(cut, 0, 2, 4, 1, 3, 5);
  const flat = reshape(rows, 'batch', 16, 192);
  return pipe(flat, p.embed, relu, p.out);
});
