// JAX: grad takes the loss itself, a scalar tensor, not a function of the weights.
import {
  glorotUniform,
  grad,
  input,
  matmul,
  mean,
  model,
  parameter,
  square,
  type Tensor,
} from '../../../runtime/index.ts';

export const gradient = model({ w: parameter('w', [8, 1], glorotUniform) }, input('batch', 8), (p, x) => {
  const loss = (w: Tensor<[8, 1]>) => mean(square(matmul(x, w)));
  //> grad(loss, p.w) ~> grad(loss(p.w), p.w)
  //! expected a tensor, got a function; call it: loss()
  return grad(loss, p.w);
});
