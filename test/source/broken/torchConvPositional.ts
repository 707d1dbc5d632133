import { affine, crossCorrelate, globalMeanPool, input, model, pipe, relu } from '../../../runtime/index.ts';

/** nn.Conv2d(3, 16, 3, 1, 1): stride and padding by their places */
export const net = model(
  {
    //> crossCorrelate(3, 16, 3, 1, 1) ~> crossCorrelate(3, 16, 3, { stride: 1, padding: 1 })
    //> crossCorrelate(3, 16, 3, 1, 1) ~> crossCorrelate(3, 16, 3, { padding: 1 })
    //! crossCorrelate(channels, filters, kernel, options): expected 3-4 arguments, got 5
    conv: crossCorrelate(3, 16, 3, 1, 1),
    out: affine(16, 10),
  },
  input('batch', 3, 32, 32),
  (p, x) => pipe(x, p.conv, relu, globalMeanPool, p.out),
);
