import { div, input, model, sum } from '../../../runtime/index.ts';

/** X / X.sum(axis=1) */
export const rows = model(
  {},
  input('batch', 6),
  //> div(x, sum(x, 1)) ~> div(x, sum(x, 1, { keepDims: true }))
  //> div(x, sum(x, 1)) ~> div(x, expand(sum(x, 1), 1))
  //> div(x, sum(x, 1)) ~> div(x, expand(sum(x, 1), -1))
  //! div: cannot broadcast [batch, 6] with [batch]: 6 vs batch
  (_, x) => div(x, sum(x, 1)),
);
