import { leNet } from '../../../dsl/nn/nets/index.ts';
import { evaluating, squaredError, type Tensor } from '../../../runtime/index.ts';

const net = leNet();

/** distillation: a student of 10 classes is compared with a teacher of 100 */
export function distil(images: Tensor<['batch', 1, 28, 28]>, teacher: Tensor<['batch', 100]>) {
  const student = net.forward(net.layers, images, evaluating);
  //> Tensor<['batch', 100]> ~> Tensor<['batch', 10]>
  //> none
  //! squaredError: prediction is [batch, 10] but target is [batch, 100]
  return squaredError(student, teacher);
}
