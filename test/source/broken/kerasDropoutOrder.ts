import { affine, dropout, input, model, pipe, relu } from '../../../runtime/index.ts';

/** the mode before the rate */
export const net = model({ a: affine(20, 40), b: affine(40, 2) }, input('batch', 20), (p, x, mode) =>
  //> dropout(mode, 0.5) ~> dropout(0.5, mode)
  //! dropout: rate is the mode, expected number
  pipe(x, p.a, relu, dropout(mode, 0.5), p.b),
);
