import { affine, input, model } from '../../../runtime/index.ts';

/** x.reshape(-1, 784) */
export const net = model({ out: affine(784, 10) }, input('batch', 28, 28), (p, x) => {
  //> x.reshape(-1, 784) ~> reshape(x, -1, 784)
  //! a tensor has no 'reshape': operations are functions, reshape(x)
  return p.out(x.reshape(-1, 784));
});
