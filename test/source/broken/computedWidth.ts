import { affine, crossCorrelate, flatten, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

/** nn.Linear(32 * 7 * 7, 10): what TypeScript multiplies is a number, of which it does not know which */
export const net = model(
  {
    conv1: crossCorrelate(1, 16, 5, { padding: 2 }),
    conv2: crossCorrelate(16, 32, 5, { padding: 2 }),
    //> 32 * 7 * 7 ~> 1568
    //! affine: 32 * 7 * 7 is a number that only the run time knows; types compare it with nothing
    out: affine(32 * 7 * 7, 10),
  },
  input('batch', 1, 28, 28),
  (p, x) => {
    const pool = maxPool(2, { stride: 2 });
    return pipe(x, p.conv1, relu, pool, p.conv2, relu, pool, flatten, p.out);
  },
);
