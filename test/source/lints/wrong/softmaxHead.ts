// PyTorch: nn.Softmax as the last layer, and CrossEntropyLoss.
import {
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

const net = model({ hidden: affine(784, 128), out: affine(128, 10) }, input('batch', 784), (p, x) => {
  const h = x as Tensor<['batch', 784]>;
  const z = relu(p.hidden(h));
  //! crossEntropy takes logits, and is given the result of softmax: it applies softmax itself
  return softmax(p.out(z));
});
export const step = trainStep(net, crossEntropy, adam());
