// NumPy: the batch is lost: [batch, 28, 28] does not become [784].
import { affine, input, model, pipe, relu, reshape } from '../../../runtime/index.ts';

export const mnist = model({ hidden: affine(784, 32), out: affine(32, 10) }, input('batch', 28, 28), (p, x) => {
  //> reshape(x, 784) ~> reshape(x, 'batch', 784)
  //> reshape(x, 784) ~> reshape(x, -1, 784)
  //> reshape(x, 784) ~> flatten(x)
  //! reshape: [batch, 28, 28] has 784*batch elements and cannot become [784]
  const flat = reshape(x, 784);
  return pipe(flat, p.hidden, relu, p.out);
});
