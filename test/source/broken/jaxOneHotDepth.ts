import {
  adam,
  affine,
  input,
  logSoftmax,
  mean,
  model,
  mul,
  neg,
  oneHot,
  sum,
  trainStep,
} from '../../../runtime/index.ts';

/** one_hot classes do not match logits */
const net = model({ out: affine(20, 10) }, input('batch', 20), (p, x) => p.out(x));
export const step = trainStep(
  net,
  {
    target: input.i32('batch'),
    //> oneHot(t, 9) ~> oneHot(t, 10)
    //> affine(20, 10) ~> affine(20, 9)
    //! mul: cannot broadcast [batch, 9] with [batch, 10]: 9 vs 10
    loss: (y, t) => neg(mean(sum(mul(oneHot(t, 9), logSoftmax(y)), 1))),
  },
  adam(),
);
