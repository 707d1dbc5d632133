import { affine, crossEntropy, input } from '../../../runtime/index.ts';

/** labels as a column */
const net = affine(20, 5);
export function lossOn() {
  const x = input(16, 20);
  const y = input.i32(16, 1);
  //> crossEntropy(net(x), y) ~> crossEntropy(net(x), squeeze(y, -1))
  //> crossEntropy(net(x), y) ~> crossEntropy(net(x), squeeze(y, 1))
  //> input.i32(16, 1) ~> input.i32(16)
  //! crossEntropy: labels are [16, 1], expected [16]
  return crossEntropy(net(x), y);
}
