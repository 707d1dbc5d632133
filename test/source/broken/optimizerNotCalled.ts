import { adam, affine, crossEntropy, input, model, pipe, relu, trainStep } from '../../../runtime/index.ts';

const layers = { hidden: affine(784, 128), out: affine(128, 10) };
export const net = model(layers, input('batch', 784), (p, x) => pipe(x, p.hidden, relu, p.out));

//> crossEntropy, adam) ~> crossEntropy, adam())
//! trainStep: expected an optimizer, got a function; write adam(), or sgd(0.1)
export const step = trainStep(net, crossEntropy, adam);
