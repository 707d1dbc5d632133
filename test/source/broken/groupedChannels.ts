import { affine, crossCorrelate, globalMeanPool, input, model, pipe, relu } from '../../../runtime/index.ts';

/** a depthwise convolution of 24 channels in 32 groups */
export const mobile = model(
  {
    stem: crossCorrelate(3, 24, 3, { stride: 2 }),
    //> groups: 32 ~> groups: 24
    //! crossCorrelate: 24 channels do not divide into 32 groups
    depthwise: crossCorrelate(24, 24, 3, { groups: 32, padding: 1 }),
    pointwise: crossCorrelate(24, 64, 1),
    out: affine(64, 10),
  },
  input('batch', 3, 33, 33),
  (p, x) => pipe(x, p.stem, relu, p.depthwise, p.pointwise, relu, globalMeanPool, p.out),
);
