import { affine, crossEntropy, input, model, pipe, relu, rmsProp, trainStep } from '../../../runtime/index.ts';

const mlp = model({ hidden: affine(784, 64), out: affine(64, 10) }, input('batch', 784), (p, x) =>
  pipe(x, p.hidden, relu, p.out),
);

/** the targets are one-hot rows of integers */
export const step = trainStep(
  mlp,
  {
    target: input.i32('batch', 10),
    //> crossEntropy(logits, target) ~> crossEntropy(logits, argMax(target, -1))
    //> crossEntropy(logits, target) ~> crossEntropy(logits, argMax(target, 1))
    //! crossEntropy: labels are [batch, 10], expected [batch]
    loss: (logits, target) => crossEntropy(logits, target),
  },
  rmsProp(0.001),
);
