// JAX: jax.grad of a function that rounds.
import { grad, matmul, ones, parameter, round, sum, type Tensor, zerosInitializer } from '../../../../runtime/index.ts';

const w = parameter('w', [8, 3], zerosInitializer);
const x = ones(4, 8);
//! the gradient of this loss is zero: all of it goes through round
const quantised = (scores: Tensor<[4, 3]>) => round(scores);
export const gradient = grad(sum(quantised(matmul(x, w))), { w });
