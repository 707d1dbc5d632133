import { affine, crossEntropy, grad, paramsOf, pipe, relu, type Tensor } from '../../../runtime/index.ts';

const net = { hidden: affine(784, 128), out: affine(128, 10) };

/** the pictures are 32, the labels as many as there are in a batch */
export function gradients(images: Tensor<[32, 784]>, labels: Tensor<['batch'], 'i32'>) {
  const logits = pipe(images, net.hidden, relu, net.out);
  //> Tensor<['batch'], 'i32'> ~> Tensor<[32], 'i32'>
  //> Tensor<[32, 784]> ~> Tensor<['batch', 784]>
  //! crossEntropy: labels are [batch], expected [32]
  const loss = crossEntropy(logits, labels);
  return grad(loss, paramsOf(net));
}
