// Keras: a schedule that decays from 0.
import {
  adam,
  affine,
  crossEntropy,
  exponentialDecay,
  input,
  model,
  trainStep,
  warmup,
} from '../../../../runtime/index.ts';

const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
const start = 0;
const schedule = exponentialDecay(start, 1000, 0.96);
//! adam: the learning rate is 0 at every step: no weight ever changes
export const step = trainStep(net, crossEntropy, adam(warmup(100, schedule)));
