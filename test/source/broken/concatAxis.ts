import { affine, concat, crossCorrelate, globalMeanPool, input, model, pipe, relu } from '../../../runtime/index.ts';

/** two branches of an inception block, joined along the batch */
export const inception = model(
  {
    narrow: crossCorrelate(16, 24, 1),
    wide: crossCorrelate(16, 8, 5, { padding: 2 }),
    out: affine(32, 10),
  },
  input('batch', 16, 14, 14),
  (p, x) => {
    const a = relu(p.narrow(x));
    const b = relu(p.wide(x));
    //> concat(0, a, b) ~> concat(1, a, b)
    //! concat: [batch, 24, 14, 14] and [batch, 8, 14, 14] differ off axis 0
    const both = concat(0, a, b);
    return pipe(both, globalMeanPool, p.out);
  },
);
