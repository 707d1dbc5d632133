import { affine, concat, input, model } from '../../../runtime/index.ts';

/** Concatenate()([a, b]) */
export const net = model(
  { out: affine(12, 1) },
  { place: input('batch', 4), time: input('batch', 8) },
  (p, { place, time }) => {
    //> concat([place, time]) ~> concat(1, place, time)
    //> concat([place, time]) ~> concat(-1, place, time)
    //! concat: the axis comes first, and tensors are arguments of their own: concat(1, place, time)
    return p.out(concat([place, time]));
  },
);
