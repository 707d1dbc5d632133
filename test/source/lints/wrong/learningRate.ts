// brain.js: learningRate in an options object, left at 0.
import { affine, input, model, sgd, sigmoid, squaredError, trainStep } from '../../../../runtime/index.ts';

const net = model({ out: affine(2, 1) }, input('batch', 2), (p, x) => sigmoid(p.out(x)));
const options = { learningRate: 0, iterations: 20000 };
//! sgd: the learning rate is 0 at every step: no weight ever changes
export const step = trainStep(net, squaredError, sgd(options.learningRate));
