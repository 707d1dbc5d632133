import { affine, input, model, pipe, relu, squeeze, sub } from '../../../runtime/index.ts';

/** the score [batch, 1] as [batch]: the wrong axis of the two */
export const ranking = model(
  { hidden: affine(30, 16), out: affine(16, 1) },
  { better: input(50, 30), worse: input(50, 30) },
  (p, { better, worse }) => {
    const high = pipe(better, p.hidden, relu, p.out);
    const low = pipe(worse, p.hidden, relu, p.out);
    //> squeeze(sub(high, low), 0) ~> squeeze(sub(high, low), 1)
    //> squeeze(sub(high, low), 0) ~> squeeze(sub(high, low), -1)
    //! squeeze: axis 0 of [50, 1] is 50, not 1
    return squeeze(sub(high, low), 0);
  },
);
