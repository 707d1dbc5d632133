import { affine, crossCorrelate, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

/** Conv2D and Dense without Flatten between */
export const net = model({ conv: crossCorrelate(1, 8, 5), out: affine(1152, 10) }, input('batch', 1, 28, 28), (p, x) =>
  pipe(
    x,
    p.conv,
    relu,
    //> maxPool(2, { stride: 2 }), ~> maxPool(2, { stride: 2 }), flatten,
    maxPool(2, { stride: 2 }),
    //! affine(1152, 10): input has 12 features, expected 1152
    p.out,
  ),
);
