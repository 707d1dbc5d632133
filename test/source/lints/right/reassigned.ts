// A variable that holds probabilities first, and logits at last (TensorFlow.js).
import { adam, affine, crossEntropy, input, model, softmax, trainStep } from '../../../../runtime/index.ts';

const net = model({ a: affine(3, 3), b: affine(3, 3) }, input('batch', 3), (p, x) => {
  let h = softmax(p.a(x));
  h = p.b(h);
  return h;
});
export const step = trainStep(net, crossEntropy, adam());
