import {
  concat,
  convolve,
  crossCorrelate,
  crossCorrelateTransposed,
  input,
  maxPool,
  model,
  pipe,
  relu,
} from '../../../runtime/index.ts';

/** a small U-Net without padding: what comes back up is smaller than what it is joined with */
export const unet = model(
  {
    down: crossCorrelate(1, 16, 3, { padding: 1 }),
    low: crossCorrelate(16, 32, 3),
    up: crossCorrelateTransposed(32, 16, 2, { stride: 2 }),
    out: convolve(32, 1, 1),
  },
  input('batch', 1, 64, 64),
  (p, x) => {
    const fine = pipe(x, p.down, relu);
    const coarse = pipe(fine, maxPool(2, { stride: 2 }), p.low, relu);
    const back = p.up(coarse);
    //> crossCorrelate(16, 32, 3) ~> crossCorrelate(16, 32, 3, { padding: 1 })
    //! concat: [batch, 16, 64, 64] and [batch, 16, 60, 60] differ off axis 1
    const both = concat(1, fine, back);
    return p.out(both);
  },
);
