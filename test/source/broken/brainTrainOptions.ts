import { affine, input, model, sigmoid } from '../../../runtime/index.ts';

/** net.train(data, { iterations, learningRate, errorThresh }) */
const net = model({ hidden: affine(2, 3), out: affine(3, 1) }, input('batch', 2), (p, x) =>
  sigmoid(p.out(sigmoid(p.hidden(x)))),
);
//> none
//! a model has no 'train': compile(trainStep(net, loss, optimizer), sizes) gives a program that runs
export const trained = net.train([{ input: [0, 1], output: [1] }], { iterations: 2000 });
