// Keras: the loss takes logits, and the model gives probabilities.
import {
  adam,
  affine,
  binaryCrossEntropyWithLogits,
  input,
  model,
  relu,
  sigmoid,
  trainStep,
} from '../../../runtime/index.ts';

const net = model({ hidden: affine(30, 16), out: affine(16, 1) }, input('batch', 30), (p, x) => {
  const h = relu(p.hidden(x));
  //> sigmoid(p.out(h)) ~> p.out(h)
  //! binaryCrossEntropyWithLogits takes logits, and is given the result of sigmoid: it applies sigmoid itself
  return sigmoid(p.out(h));
});
export const step = trainStep(net, binaryCrossEntropyWithLogits, adam(0.01));
