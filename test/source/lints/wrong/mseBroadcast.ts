// PyTorch: MSELoss of [batch, 1] and [batch], a warning there.
import {
  adam,
  affine,
  input,
  mean,
  model,
  pipe,
  relu,
  square,
  sub,
  type Tensor,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model({ hidden: affine(4, 16), out: affine(16, 1) }, input('batch', 4), (p, x) =>
  pipe(x, p.hidden, relu, p.out),
);
const mse = (prediction: Tensor<['batch', 1]>, price: Tensor<['batch']>) => {
  //! sub: [batch] with [batch, 1] is [batch, batch]: every element of one meets every element of the other
  const error = sub(price, prediction);
  return mean(square(error));
};
export const step = trainStep(net, { target: input('batch'), loss: mse }, adam());
