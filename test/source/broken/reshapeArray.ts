import { affine, crossCorrelate, flatten, input, model, pipe, relu, reshape } from '../../../runtime/index.ts';

/** x.reshape([-1, 1, 28, 28]) */
export const net = model({ conv: crossCorrelate(1, 4, 5), out: affine(2304, 10) }, input('batch', 784), (p, x) => {
  //> reshape(x, [-1, 1, 28, 28]) ~> reshape(x, -1, 1, 28, 28)
  //! reshape: sizes are arguments of their own: reshape(x, -1, 1, 28, 28)
  const images = reshape(x, [-1, 1, 28, 28]);
  return pipe(images, p.conv, relu, flatten, p.out);
});
