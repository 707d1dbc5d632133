import { affine, crossCorrelate, globalMeanPool, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

/** kernels are square: one number says both sides */
export const net = model(
  {
    //> [3, 3] ~> 3
    //! crossCorrelate: kernel is number[], expected number
    conv: crossCorrelate(1, 8, [3, 3]),
    out: affine(8, 10),
  },
  input('batch', 1, 28, 28),
  (p, x) => pipe(x, p.conv, relu, maxPool(2), globalMeanPool, p.out),
);
