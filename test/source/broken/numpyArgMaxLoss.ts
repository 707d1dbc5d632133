// NumPy: argMax of logits where logits belong: i32 for f32.
import { adam, affine, argMax, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(10, 4) }, input('batch', 10), (p, x) => p.out(x));
export const step = trainStep(
  net,
  {
    target: input.i32('batch'),
    //> crossEntropy(argMax(y, 1), t) ~> crossEntropy(y, t)
    //! crossEntropy: operand is i32, expected f32
    loss: (y, t) => crossEntropy(argMax(y, 1), t),
  },
  adam(),
);
