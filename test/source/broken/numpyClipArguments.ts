import { clamp, input, model } from '../../../runtime/index.ts';

/** np.clip(x, a_min, a_max) with named arguments */
export const clipped = model({}, input('batch', 5), (_, x) =>
  //> clamp(x, { min: 0, max: 1 }) ~> clamp(x, 0, 1)
  //! clamp(x, low, high): expected 3 arguments, got 2
  clamp(x, { min: 0, max: 1 }),
);
