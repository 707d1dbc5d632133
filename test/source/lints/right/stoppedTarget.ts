// stopGradient on the target alone, and a mask by a comparison (PyTorch: detach).
import {
  abs,
  adam,
  add,
  affine,
  greater,
  input,
  mean,
  model,
  scale,
  square,
  stopGradient,
  sub,
  trainStep,
  where,
} from '../../../../runtime/index.ts';

const net = model({ value: affine(8, 1) }, { now: input('batch', 8), next: input('batch', 8) }, (p, { now, next }) => ({
  now: p.value(now),
  next: stopGradient(p.value(next)),
}));
export const step = trainStep(
  net,
  {
    target: input('batch', 1),
    loss: ({ now, next }, reward) => {
      const error = sub(now, add(reward, scale(next, 0.99)));
      return mean(where(greater(abs(error), 1), abs(error), square(error)));
    },
  },
  adam(),
);
