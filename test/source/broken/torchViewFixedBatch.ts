import { affine, input, model, relu, reshape } from '../../../runtime/index.ts';

/** x.view(64, -1), where the batch has a name */
export const net = model({ hidden: affine(784, 32), out: affine(32, 10) }, input('batch', 1, 28, 28), (p, x) => {
  //> reshape(x, 64, -1) ~> reshape(x, 'batch', -1)
  //> reshape(x, 64, -1) ~> flatten(x)
  //> reshape(x, 64, -1) ~> reshape(x, -1, 784)
  //! reshape: [batch, 1, 28, 28] has 784*batch elements and cannot become [64, -1]
  const flat = reshape(x, 64, -1);
  return p.out(relu(p.hidden(flat)));
});
