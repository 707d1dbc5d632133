// TensorFlow.js: an optimiser is a value, adam(), not a name.
import { affine, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(784, 10) }, input('batch', 784), (p, x) => p.out(x));
//> 'adam' ~> adam()
//! trainStep: expected an optimizer, got string; write adam(), or sgd(0.1)
export const step = trainStep(net, crossEntropy, 'adam');
