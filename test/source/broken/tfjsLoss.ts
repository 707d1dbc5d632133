// TensorFlow.js: a loss is a function, not a name.
import { adam, affine, input, model, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(784, 10) }, input('batch', 784), (p, x) => p.out(x));
//> 'sparseCategoricalCrossentropy' ~> crossEntropy
//! trainStep: expected a loss, got string
export const step = trainStep(net, 'sparseCategoricalCrossentropy', adam());
