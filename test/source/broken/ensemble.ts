// PyTorch: torch.cat of a list of heads, and a width that the list does not tell.
import { affine, concat, input, model, type Tensor } from '../../../runtime/index.ts';

const members = Array.from({ length: 5 }, () => affine(8, 3));

export const net = model({ members }, input('batch', 8), (p, x): Tensor<['batch', 3]> => {
  const [first, ...rest] = p.members.map((m) => m(x));
  //! expected a tensor [batch, 3], got [batch, number]
  return concat(1, first!, ...rest);
});
