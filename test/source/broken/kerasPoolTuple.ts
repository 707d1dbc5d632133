import { affine, crossCorrelate, flatten, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

/** MaxPooling2D((2, 2)) */
export const net = model({ conv: crossCorrelate(1, 4, 5), out: affine(576, 10) }, input('batch', 1, 28, 28), (p, x) => {
  //> maxPool([2, 2], { stride: 2 }) ~> maxPool(2, { stride: 2 })
  //! maxPool: size is number[], expected number
  const pool = maxPool([2, 2], { stride: 2 });
  return pipe(x, p.conv, relu, pool, flatten, p.out);
});
