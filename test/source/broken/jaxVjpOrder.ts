import { glorotUniform, grad, input, matmul, parameter, squaredError } from '../../../runtime/index.ts';

/** jax.grad(loss)(params) */
const w = parameter('w', [6, 1], glorotUniform);
const x = input(4, 6);
const y = input(4, 1);
const loss = squaredError(matmul(x, w), y);
//> grad(loss)(w) ~> grad(loss, w)
//! grad(loss, wrt, options): expected 2-3 arguments, got 1
export const g = grad(loss)(w);
