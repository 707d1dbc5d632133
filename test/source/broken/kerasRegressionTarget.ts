// Keras: [batch, 1] minus [batch] is [batch, batch].
import {
  adam,
  affine,
  input,
  mean,
  model,
  mul,
  pipe,
  relu,
  sub,
  type Tensor,
  trainStep,
} from '../../../runtime/index.ts';

const regression = model({ hidden: affine(13, 64), out: affine(64, 1) }, input('batch', 13), (p, x) =>
  pipe(x, p.hidden, relu, p.out),
);
const error = {
  target: input('batch'),
  loss: (y: Tensor<['batch', 1]>, t: Tensor<['batch']>) => {
    //> target: input('batch') ~> target: input('batch', 1)
    //> sub(y, t) ~> sub(squeeze(y, -1), t)
    //! sub: [batch, 1] with [batch] is [batch, batch]: every element of one meets every element of the other
    const difference = sub(y, t);
    return mean(mul(difference, difference));
  },
};
export const step = trainStep(regression, error, adam(0.001));
