// Keras: the prediction is [batch, 1], the target [batch].
import { adam, affine, input, model, squaredError, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(10, 1) }, input('batch', 10), (p, x) => p.out(x));
export const step = trainStep(
  net,
  {
    target: input('batch'),
    //> target: input('batch') ~> target: input('batch', 1)
    //> squaredError(y, t) ~> squaredError(squeeze(y, -1), t)
    //! squaredError: prediction is [batch, 1] but target is [batch]
    loss: (y, t) => squaredError(y, t),
  },
  adam(),
);
