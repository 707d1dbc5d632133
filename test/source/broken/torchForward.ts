import { affine, input, model, relu } from '../../../runtime/index.ts';

/** model.forward(x) as in nn.Module */
const hidden = affine(8, 16);
export const net = model({ hidden, out: affine(16, 2) }, input('batch', 8), (p, x) => {
  //> p.hidden.forward(x) ~> p.hidden(x)
  //! a layer has no 'forward': it is a function, p.hidden(x)
  const h = relu(p.hidden.forward(x));
  return p.out(h);
});
