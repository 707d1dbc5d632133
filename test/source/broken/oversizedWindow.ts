import { affine, crossCorrelate, flatten, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

/** five convolutions of 5x5 are too many for 28x28 */
export const deep = model(
  {
    one: crossCorrelate(1, 8, 5),
    two: crossCorrelate(8, 16, 5),
    three: crossCorrelate(16, 32, 5),
    out: affine(32, 10),
  },
  input('batch', 1, 28, 28),
  (p, x) => {
    const pool = maxPool(2, { stride: 2 });
    const a = pipe(x, p.one, relu, pool);
    const b = pipe(a, p.two, relu, pool);
    //> crossCorrelate(16, 32, 5) ~> crossCorrelate(16, 32, 4)
    //> crossCorrelate(16, 32, 5) ~> crossCorrelate(16, 32, 4) && affine(32, 10) ~> affine(32, 10)
    //> none
    //! crossCorrelate(16, 32, 5): window exceeds dimension 4
    const c = pipe(b, p.three, relu);
    return pipe(c, flatten, p.out);
  },
);
