import { affine, input, model, relu } from '../../../runtime/index.ts';

/** Dense(128): the inputs are not said */
export const net = model(
  {
    //> affine(128) ~> affine(784, 128)
    //! affine(inputs, outputs, options): expected 2-3 arguments, got 1
    hidden: affine(128),
    out: affine(128, 10),
  },
  input('batch', 784),
  (p, x) => p.out(relu(p.hidden(x))),
);
