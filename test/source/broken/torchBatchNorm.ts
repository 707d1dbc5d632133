// PyTorch: 32 channels come out of the convolution, the norm is over 16.
import { affine, batchNorm, crossCorrelate, globalMeanPool, input, model, relu } from '../../../runtime/index.ts';

export const net = model(
  { conv: crossCorrelate(3, 32, 3, { padding: 1 }), norm: batchNorm(16), out: affine(32, 10) },
  input('batch', 3, 32, 32),
  (p, x, mode) => {
    const h = p.conv(x);
    //> batchNorm(16) ~> batchNorm(32)
    //! batchNorm(16): input has 32 channels
    const n = p.norm(mode)(h);
    return p.out(globalMeanPool(relu(n)));
  },
);
