// Keras: one loss of a model with two outputs.
import { adam, affine, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

const net = model({ a: affine(8, 3), b: affine(8, 1) }, input('batch', 8), (p, x) => ({
  logits: p.a(x),
  value: p.b(x),
}));
//> none
//! crossEntropy: expected one tensor; a tree of outputs needs a loss of its own
export const step = trainStep(net, crossEntropy, adam());
