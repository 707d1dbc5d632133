import { input, model, pad } from '../../../runtime/index.ts';

/** np.pad(x, ((0, 0), (1, 1))) */
export const padded = model({}, input('batch', 6), (_, x) =>
  //> pad(x, [[0, 0], [1, 1],]) ~> pad(x, 1, 1, 1)
  //! pad: one axis at a time: pad(x, axis, before, after)
  pad(x, [
    [0, 0],
    [1, 1],
  ]),
);
