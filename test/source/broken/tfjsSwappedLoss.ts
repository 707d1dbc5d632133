import { affine, crossEntropy, input } from '../../../runtime/index.ts';

/** tf.losses.softmaxCrossEntropy(labels, logits) */
const net = affine(20, 5);
export function lossOn() {
  const x = input(16, 20);
  const labels = input.i32(16);
  //> crossEntropy(labels, net(x)) ~> crossEntropy(net(x), labels)
  //! crossEntropy: operand is i32, expected f32
  return crossEntropy(labels, net(x));
}
