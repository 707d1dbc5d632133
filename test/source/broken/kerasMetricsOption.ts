import { adam, affine, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

/** compile({ optimizer, loss, metrics }) */
const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
//> trainStep(net, { loss: crossEntropy, optimizer: adam() }) ~> trainStep(net, crossEntropy, adam())
//! trainStep(model, loss, optimizer, options): expected 3-4 arguments, got 2
export const step = trainStep(net, { loss: crossEntropy, optimizer: adam() });
