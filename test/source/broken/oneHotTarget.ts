import { affine, crossEntropy, grad, input, oneHot, paramsOf, pipe, relu } from '../../../runtime/index.ts';

const net = { hidden: affine(784, 128), out: affine(128, 10) };
const images = input(64, 784);
const labels = input.i32(64);

// categoricalCrossentropy of Keras takes one-hot rows
const target = oneHot(labels, 10);
const logits = pipe(images, net.hidden, relu, net.out);
//> crossEntropy(logits, target) ~> crossEntropy(logits, labels)
//> crossEntropy(logits, target) ~> crossEntropy(logits, argMax(target, -1))
//> crossEntropy(logits, target) ~> crossEntropy(logits, argMax(target, 1))
//! crossEntropy: labels are f32, expected i32
const loss = crossEntropy(logits, target);

export const gradients = grad(loss, paramsOf(net));
