// Keras: labels are one-hot rows of f32.
import { adam, affine, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(10, 4) }, input('batch', 10), (p, x) => p.out(x));
export const step = trainStep(
  net,
  {
    target: input('batch', 4),
    //> crossEntropy(y, t) ~> crossEntropy(y, argMax(t, -1))
    //> target: input('batch', 4) ~> target: input.i32('batch')
    //! crossEntropy: labels are f32, expected i32
    loss: (y, t) => crossEntropy(y, t),
  },
  adam(),
);
