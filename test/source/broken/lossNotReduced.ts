import { affine, grad, input, paramsOf, pipe, square, sub, tanh } from '../../../runtime/index.ts';

const net = { hidden: affine(8, 16), out: affine(16, 1) };
const x = input(64, 8);
const y = input(64, 1);

const prediction = pipe(x, net.hidden, tanh, net.out);
const loss = square(sub(prediction, y));

//> grad(loss, ~> grad(mean(loss),
//> grad(loss, ~> grad(sum(loss),
//> const loss = square(sub(prediction, y)) ~> const loss = mean(square(sub(prediction, y)))
//! grad: the loss must be a scalar, got [64, 1]
const gradients = grad(loss, paramsOf(net));

export const step = { loss, first: gradients.hidden.w, second: gradients.out.w };
