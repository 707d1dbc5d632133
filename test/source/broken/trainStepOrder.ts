import { adam, affine, crossEntropy, input, mlp, model, trainStep } from '../../../runtime/index.ts';

const net = model({ body: mlp([784, 128, 64]), out: affine(64, 10) }, input('batch', 784), (p, x) => p.out(p.body(x)));

const optimizer = adam(0.001);
const loss = crossEntropy;

//> trainStep(net, optimizer, loss) ~> trainStep(net, loss, optimizer)
//! trainStep: expected a loss, got an optimizer
export const step = trainStep(net, optimizer, loss);
