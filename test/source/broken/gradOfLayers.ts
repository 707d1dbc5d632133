import { affine, crossEntropy, grad, input, pipe, relu } from '../../../runtime/index.ts';

const net = { hidden: affine(784, 64), out: affine(64, 10) };
const x = input(128, 784);
const y = input.i32(128);

const loss = crossEntropy(pipe(x, net.hidden, relu, net.out), y);

//> grad(loss, net) ~> grad(loss, paramsOf(net))
//! grad: expected tensors, got layers; write paramsOf(net)
const gradients = grad(loss, net);

export const first = gradients.hidden;
