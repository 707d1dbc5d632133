// PyTorch: torch.cat of a list of heads, and a width that the list does not tell.
import { affine, concat, input, model, type Tensor } from '../../../runtime/index.ts';

const members = Array.from({ length: 5 }, () => affine(8, 3));

export const net = model({ members }, input('batch', 8), (p, x): Tensor<['batch', 3]> => {
  const [first, ...rest] = p.members.map((m) => m(x));
  //> none
  //! concat: the length of ...rest is a number that only the run time knows; types compare it with nothing
  return concat(1, first!, ...rest);
});
