// JAX: a loss that uses the target twice, and not the prediction.
import { adam, affine, input, mean, model, square, sub, trainStep } from '../../../../runtime/index.ts';

const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
export const step = trainStep(
  net,
  {
    target: input('batch', 3),
    loss: (_, target) => {
      const error = sub(target, target);
      //! the gradient of this loss is zero: it does not depend on the prediction
      return mean(square(error));
    },
  },
  adam(),
);
