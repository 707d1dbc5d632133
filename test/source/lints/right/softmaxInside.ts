// Softmax inside of a network, in attention and gates, with logits at its end (JAX).
import {
  adam,
  affine,
  crossEntropy,
  input,
  model,
  mul,
  relu,
  sigmoid,
  softmax,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ scores: affine(4, 8), gate: affine(8, 8), out: affine(8, 3) }, input('batch', 4), (p, x) => {
  const weights = softmax(p.scores(x));
  let h = mul(weights, sigmoid(p.gate(weights)));
  h = relu(h);
  return p.out(h);
});
export const step = trainStep(net, crossEntropy, adam());
