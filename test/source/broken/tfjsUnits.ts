// TensorFlow.js: the layer takes the number of inputs too: affine(inputs, outputs).
import { affine, input, model, pipe, relu } from '../../../runtime/index.ts';

export const net = model(
  {
    //> affine(128) ~> affine(784, 128)
    //! affine(inputs, outputs, options): expected 2-3 arguments, got 1
    hidden: affine(128),
    out: affine(128, 10),
  },
  input('batch', 784),
  (p, x) => pipe(x, p.hidden, relu, p.out),
);
