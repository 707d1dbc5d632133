// Probabilities for people, logits for the loss (PyTorch).
import {
  adam,
  affine,
  crossEntropy,
  input,
  model,
  pipe,
  predictStep,
  relu,
  softmax,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ hidden: affine(4, 8), out: affine(8, 3) }, input('batch', 4), (p, x) =>
  pipe(x, p.hidden, relu, p.out),
);
export const step = trainStep(net, crossEntropy, adam(0.01));
export const predict = predictStep(model(net.layers, net.inputs, (p, x, mode) => softmax(net.forward(p, x, mode))));
