import { affine, input, model, relu } from '../../../runtime/index.ts';

/** nn.Linear(784, 128), then nn.Linear(64, 10) */
export const net = model({ hidden: affine(784, 128), out: affine(64, 10) }, input('batch', 784), (p, x) => {
  const h = relu(p.hidden(x));
  //> affine(64, 10) ~> affine(128, 10)
  //> affine(784, 128) ~> affine(784, 64)
  //! affine(64, 10): input has 128 features, expected 64
  return p.out(h);
});
