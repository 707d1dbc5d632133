import { affine, crossCorrelate, flatten, input, maxPool, mean, model, pipe, relu } from '../../../runtime/index.ts';

export const scorer = model(
  { conv: crossCorrelate(3, 8, 3, { stride: 2 }), out: affine(8, 2) },
  input('batch', 3, 14, 14),
  (p, x) => {
    // [batch, 8, 6, 6]
    const h = relu(p.conv(x));
    //> maxPool(7)(h) ~> maxPool(6)(h)
    //! maxPool(7): window exceeds dimension 6
    const peak = maxPool(7)(h);
    return mean(pipe(peak, flatten, p.out), 0);
  },
);
