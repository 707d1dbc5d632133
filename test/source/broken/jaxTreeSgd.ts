import { glorotUniform, grad, input, matmul, parameter, squaredError } from '../../../runtime/index.ts';

/** params - lr * grads, as with arrays */
const w = parameter('w', [3, 1], glorotUniform);
const x = input(10, 3);
const y = input(10, 1);
const g = grad(squaredError(matmul(x, w), y), w);
//> w - 0.1 * g ~> sub(w, scale(g, 0.1))
//> w - 0.1 * g ~> sub(w, mul(0.1, g))
//! '-' is not for tensors; write sub(w, 0.1 * g)
export const next = w - 0.1 * g;
