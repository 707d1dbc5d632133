import { affine, grad, input, paramsOf, pipe, squaredError, tanh } from '../../../runtime/index.ts';

const net = { hidden: affine(1, 16), out: affine(16, 1) };
const x = input(32, 1);
const y = input(32, 1);

const loss = () => squaredError(pipe(x, net.hidden, tanh, net.out), y);

/** jax.grad takes a function; here it takes the loss itself */
//> grad(loss, paramsOf(net)) ~> grad(loss(), paramsOf(net))
//! expected a tensor, got a function; call it: loss()
export const gradients = grad(loss, paramsOf(net));
