// A model that gives logits in training and probabilities after it (Keras).
import {
  adam,
  affine,
  crossEntropy,
  input,
  model,
  predictStep,
  softmax,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ out: affine(4, 3) }, input('batch', 4), (p, x, mode) =>
  mode.training ? p.out(x) : softmax(p.out(x)),
);
export const step = trainStep(net, crossEntropy, adam(0.01));
export const predict = predictStep(net);
