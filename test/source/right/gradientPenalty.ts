import {
  adam,
  add,
  affine,
  grad,
  input,
  mean,
  model,
  mul,
  pipe,
  scale,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  trainStep,
} from '../../../runtime/index.ts';

export const critic = model({ a: affine(12, 32), b: affine(32, 1) }, input('batch', 12), (p, x) => {
  const score = pipe(x, p.a, tanh, p.b);
  const slope = grad(sum(score), x);
  return { score, penalty: mean(square(sub(sqrt(add(sum(square(slope), 1), 1e-12)), 1))) };
});
export const step = trainStep(
  critic,
  {
    target: input('batch', 1),
    loss: ({ score, penalty }, sign) => add(mean(mul(score, sign)), scale(penalty, 10)),
    metrics: { penalty: ({ penalty }) => penalty },
  },
  adam(),
);
