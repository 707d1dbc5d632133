// JAX: apply() in parts: the network, then nn.softmax, then the loss, in functions of their own.
import {
  type Affine,
  adam,
  affine,
  crossEntropy,
  input,
  model,
  relu,
  softmax,
  type Tensor,
  trainStep,
} from '../../../../runtime/index.ts';

interface Layers {
  readonly hidden: Affine<4, 8>;
  readonly out: Affine<8, 3>;
}
const logits = (p: Layers, x: Tensor<['batch', 4]>) => p.out(relu(p.hidden(x)));
//! crossEntropy takes logits, and is given the result of softmax: it applies softmax itself
const apply = (p: Layers, x: Tensor<['batch', 4]>) => softmax(logits(p, x));
const net = model({ hidden: affine(4, 8), out: affine(8, 3) }, input('batch', 4), apply);
const lossOf = (y: Tensor<['batch', 3]>, labels: Tensor<['batch'], 'i32'>) => crossEntropy(y, labels);
export const step = trainStep(net, { target: input.i32('batch'), loss: lossOf }, adam());
