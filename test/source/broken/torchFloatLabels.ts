// PyTorch: labels are f32, crossEntropy takes i32.
import { adam, affine, crossEntropy, input, model, pipe, relu, trainStep } from '../../../runtime/index.ts';

const net = model({ hidden: affine(784, 64), out: affine(64, 10) }, input('batch', 784), (p, x) =>
  pipe(x, p.hidden, relu, p.out),
);
export const step = trainStep(
  net,
  {
    target: input('batch'),
    //> target: input('batch') ~> target: input.i32('batch')
    //! crossEntropy: labels are f32, expected i32
    loss: (logits, labels) => crossEntropy(logits, labels),
  },
  adam(0.001),
);
