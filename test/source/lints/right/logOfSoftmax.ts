// The logarithm of probabilities is logits (PyTorch: log_softmax and nll_loss).
import {
  adam,
  affine,
  crossEntropy,
  input,
  log,
  logSoftmax,
  model,
  softmax,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ out: affine(4, 3) }, input('batch', 4), (p, x) => logSoftmax(p.out(x)));
export const step = trainStep(net, crossEntropy, adam(0.01));
const own = model({ out: affine(4, 3) }, input('batch', 4), (p, x) => softmax(p.out(x)));
export const another = trainStep(
  own,
  { target: input.i32('batch'), loss: (y, t) => crossEntropy(log(y), t) },
  adam(0.01),
);
