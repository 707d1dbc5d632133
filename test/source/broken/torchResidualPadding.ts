// PyTorch: without padding 3x3 takes two rows and columns away: 30x30 does not fit 32x32.
import { add, affine, crossCorrelate, globalMeanPool, input, model, relu } from '../../../runtime/index.ts';

export const net = model(
  { first: crossCorrelate(3, 16, 3, { padding: 1 }), second: crossCorrelate(16, 16, 3), out: affine(16, 10) },
  input('batch', 3, 32, 32),
  (p, x) => {
    const a = relu(p.first(x));
    //> crossCorrelate(16, 16, 3) ~> crossCorrelate(16, 16, 3, { padding: 1 })
    //! add: cannot broadcast [batch, 16, 32, 32] with [batch, 16, 30, 30]: 32 vs 30
    const b = add(a, p.second(a));
    return p.out(globalMeanPool(relu(b)));
  },
);
