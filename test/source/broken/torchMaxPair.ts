import { affine, input, max, model, relu } from '../../../runtime/index.ts';

/** torch.max gives values and places */
export const net = model({ hidden: affine(12, 24) }, input(32, 12), (p, x) => {
  const h = relu(p.hidden(x));
  //> const [highest] = ~> const highest =
  //! a tensor is no list; max gives one tensor
  const [highest] = max(h, 1);
  return highest;
});
