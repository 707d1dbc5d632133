// A model that gives logits and probabilities; the loss takes the logits (Keras functional).
import { adam, affine, crossEntropy, input, model, softmax, trainStep } from '../../../../runtime/index.ts';

const net = model({ out: affine(4, 3) }, input('batch', 4), (p, x) => {
  const logits = p.out(x);
  return { logits, probabilities: softmax(logits) };
});
export const step = trainStep(
  net,
  { target: input.i32('batch'), loss: ({ logits }, t) => crossEntropy(logits, t) },
  adam(),
);
