// PyTorch: layerNorm is over the last axis, which is 8, and is told 32 channels; groupNorm(32, 1) or batchNorm was meant.
import { affine, crossCorrelate, globalMeanPool, input, layerNorm, model, relu } from '../../../runtime/index.ts';

export const net = model(
  { conv: crossCorrelate(3, 32, 3, { padding: 1, stride: 4 }), norm: layerNorm(32), out: affine(32, 5) },
  input('batch', 3, 32, 32),
  (p, x) => {
    const h = p.conv(x);
    //> none
    //! layerNorm(32): last dimension is 8
    const n = p.norm(h);
    return p.out(globalMeanPool(relu(n)));
  },
);
