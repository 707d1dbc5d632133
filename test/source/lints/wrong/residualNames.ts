// NumPy: y_pred - y_true with shapes (n, 1) and (n,), in a mask.
import { affine, cast, greater, input, mean, model, mul, sgd, square, trainStep } from '../../../../runtime/index.ts';

const net = model({ out: affine(8, 1) }, input('n', 8), (p, x) => p.out(x));
export const step = trainStep(
  net,
  {
    target: input('n'),
    loss: (y, t) => {
      //! greater: [n, 1] with [n] is [n, n]: every element of one meets every element of the other
      const far = cast(greater(y, t), 'f32');
      return mean(mul(far, square(y)));
    },
  },
  sgd(0.1),
);
