import { leNet } from '../../../dsl/nn/nets/index.ts';
import { crossEntropy, evaluating, type Tensor } from '../../../runtime/index.ts';

const net = leNet();

/** LeNet is for 28x28, CIFAR's pictures are in three colours */
export function lossOn(pictures: Tensor<['batch', 3, 32, 32]>, labels: Tensor<['batch'], 'i32'>) {
  //> none
  //! expected a tensor [batch, 1, 28, 28], got [batch, 3, 32, 32]
  const logits = net.forward(net.layers, pictures, evaluating);
  return crossEntropy(logits, labels);
}
