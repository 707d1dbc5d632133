import { affine, input, model, relu } from '../../../runtime/index.ts';

/** layers are applied to layers there */
export const net = model({ hidden: affine(4, 8), out: affine(8, 1) }, input('batch', 4), (p, x) => {
  //> relu(p.hidden)(x) ~> relu(p.hidden(x))
  //! expected a tensor, got affine(4, 8); call it: p.hidden(...)
  const h = relu(p.hidden)(x);
  return p.out(h);
});
