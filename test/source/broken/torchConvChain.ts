import { affine, crossCorrelate, globalMeanPool, input, model, pipe, relu } from '../../../runtime/index.ts';

/** the second convolution counts its channels wrongly */
export const net = model(
  { one: crossCorrelate(3, 32, 3), two: crossCorrelate(16, 64, 3), out: affine(64, 10) },
  input('batch', 3, 32, 32),
  (p, x) => {
    //> crossCorrelate(16, 64, 3) ~> crossCorrelate(32, 64, 3)
    //> crossCorrelate(3, 32, 3) ~> crossCorrelate(3, 16, 3)
    //! crossCorrelate(16, 64): input has 32 channels, expected 16
    return pipe(x, p.one, relu, p.two, relu, globalMeanPool, p.out);
  },
);
