import {
  adam,
  affine,
  input,
  log,
  mean,
  model,
  mul,
  neg,
  oneHot,
  pipe,
  relu,
  softmax,
  sum,
  trainStep,
} from '../../../runtime/index.ts';

export const policy = model(
  { body: affine(4, 32), out: affine(32, 2) },
  { x: input('batch', 4), action: input.i32('batch') },
  (p, { x, action }) => {
    const probabilities = softmax(pipe(x, p.body, relu, p.out));
    return log(sum(mul(probabilities, oneHot(action, 2)), 1));
  },
);
export const step = trainStep(
  policy,
  { target: input('batch'), loss: (logp, advantage) => neg(mean(mul(logp, advantage))) },
  adam(),
);
