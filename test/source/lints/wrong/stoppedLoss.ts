// JAX: lax.stop_gradient around the whole network in the loss, by a helper.
import {
  abs,
  adam,
  affine,
  input,
  mean,
  model,
  pipe,
  square,
  stopGradient,
  sub,
  type Tensor,
  tanh,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ hidden: affine(8, 16), out: affine(16, 1) }, input('batch', 8), (p, x) =>
  pipe(x, p.hidden, tanh, p.out),
);
//! the gradient of this loss is zero: all of it goes through stopGradient
const frozen = (y: Tensor<['batch', 1]>) => pipe(y, stopGradient, square);
const lossOf = (y: Tensor<['batch', 1]>, t: Tensor<['batch', 1]>) => mean(abs(sub(frozen(y), t)));
export const step = trainStep(net, { target: input('batch', 1), loss: lossOf }, adam());
