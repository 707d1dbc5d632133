// Keras: a sigmoid output, and from_logits=True.
import {
  adam,
  affine,
  binaryCrossEntropyWithLogits,
  input,
  model,
  pipe,
  relu,
  sigmoid,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ hidden: affine(10, 16), out: affine(16, 1) }, input('batch', 10), (p, x) =>
  //! binaryCrossEntropyWithLogits takes logits, and is given the result of sigmoid: it applies sigmoid itself
  pipe(x, p.hidden, relu, p.out, sigmoid),
);
export const step = trainStep(net, binaryCrossEntropyWithLogits, adam());
