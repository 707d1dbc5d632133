import { affine, crossCorrelate, flatten, input, pipe, reshape } from '../../../runtime/index.ts';

/** 28 by 27 */
const layers = { conv: crossCorrelate(1, 2, 5), out: affine(1152, 10) };
export function logits() {
  const x = input(32, 784);
  //> reshape(x, 32, 1, 28, 27) ~> reshape(x, 32, 1, 28, 28)
  //> reshape(x, 32, 1, 28, 27) ~> reshape(x, 32, 1, 28, -1)
  //! reshape: [32, 784] has 25088 elements and cannot become [32, 1, 28, 27]
  return pipe(reshape(x, 32, 1, 28, 27), layers.conv, flatten, layers.out);
}
