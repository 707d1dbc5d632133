// TensorFlow.js: the rate is the first argument.
import { adam, affine, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(4, 10) }, input('batch', 4), (p, x) => p.out(x));
//> adam({ learningRate: 0.01 }) ~> adam(0.01)
//! adam: rate is { learningRate }, expected number
export const step = trainStep(net, crossEntropy, adam({ learningRate: 0.01 }));
