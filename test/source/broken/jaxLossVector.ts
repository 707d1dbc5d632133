// JAX: the loss is one number for each example, not a scalar.
import { affine, input, model, sgd, square, sub, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(6, 1) }, input('batch', 6), (p, x) => p.out(x));
export const step = trainStep(
  net,
  {
    target: input('batch', 1),
    //> square(sub(y, t)) ~> mean(square(sub(y, t)))
    //> square(sub(y, t)) ~> sum(square(sub(y, t)))
    //! grad: the loss must be a scalar, got [batch, 1]
    loss: (y, t) => square(sub(y, t)),
  },
  sgd(0.1),
);
