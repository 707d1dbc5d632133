// Rates that begin or end at 0, and are not 0 throughout (Keras: schedules).
import {
  adam,
  affine,
  cosineDecay,
  crossEntropy,
  input,
  joined,
  model,
  momentum,
  scale,
  sgd,
  type Tensor,
  trainStep,
  warmup,
} from '../../../../runtime/index.ts';

const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
const ramp = (t: Tensor<[]>) => scale(t, 0.001);
export const steps = [
  trainStep(net, crossEntropy, adam(cosineDecay(0.01, 100, 0))),
  trainStep(net, crossEntropy, adam(cosineDecay(0, 100, 0.01))),
  trainStep(net, crossEntropy, sgd(warmup(10, cosineDecay(0.1, 100)))),
  trainStep(net, crossEntropy, sgd(joined(0, 10, 0.1))),
  trainStep(net, crossEntropy, momentum(ramp, 0)),
  trainStep(net, crossEntropy, sgd()),
];
