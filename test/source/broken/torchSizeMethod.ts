import { affine, input, model, reshape } from '../../../runtime/index.ts';

/** x.view(x.size(0), -1) */
export const net = model({ out: affine(784, 10) }, input('batch', 28, 28), (p, x) => {
  //> reshape(x, x.size(0), -1) ~> flatten(x)
  //> reshape(x, x.size(0), -1) ~> reshape(x, 'batch', -1)
  //! a tensor has no 'size': its sizes are in its type, [batch, 28, 28]
  return p.out(reshape(x, x.size(0), -1));
});
