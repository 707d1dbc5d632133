// Losses through max, clamp and where, which have slopes (NumPy).
import {
  adam,
  affine,
  argMax,
  cast,
  equal,
  input,
  maximum,
  mean,
  model,
  mul,
  oneHot,
  sub,
  sum,
  type Tensor,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
const hingeOf = (scores: Tensor<['batch', 3]>, labels: Tensor<['batch'], 'i32'>) => {
  const right = sum(mul(scores, oneHot(labels, 3)), -1);
  return mean(maximum(sub(1, right), 0));
};
export const step = trainStep(
  net,
  {
    target: input.i32('batch'),
    loss: hingeOf,
    metrics: { right: (y, t) => mean(cast(equal(argMax(y, -1), t), 'f32')) },
  },
  adam(),
);
