// PyTorch: stride is a number, not a pair.
import { affine, crossCorrelate, globalMeanPool, input, model } from '../../../runtime/index.ts';

export const net = model(
  {
    //> [2, 2] ~> 2
    //! crossCorrelate: stride is number[], expected number
    conv: crossCorrelate(3, 8, 3, { stride: [2, 2] }),
    out: affine(8, 2),
  },
  input('batch', 3, 32, 32),
  (p, x) => p.out(globalMeanPool(p.conv(x))),
);
