// A straight-through estimator: stopGradient on one of the ways (JAX).
import {
  abs,
  adam,
  add,
  affine,
  cast,
  greater,
  input,
  mean,
  model,
  round,
  scale,
  square,
  stopGradient,
  sub,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ code: affine(8, 4), out: affine(4, 8) }, input('batch', 8), (p, x) => {
  const z = p.code(x);
  const quantised = add(z, stopGradient(sub(round(z), z)));
  return p.out(quantised);
});
export const step = trainStep(
  net,
  {
    target: input('batch', 8),
    loss: (y, t) => add(mean(square(sub(y, t))), scale(mean(round(abs(y))), 0)),
    metrics: { error: (y, t) => mean(cast(greater(abs(sub(y, t)), 0.5), 'f32')) },
  },
  adam(),
);
