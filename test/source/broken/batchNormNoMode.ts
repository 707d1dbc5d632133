import { affine, batchNorm, input, model, pipe, relu } from '../../../runtime/index.ts';

/** as nn.Sequential(nn.Linear(20, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 2)) */
export const tabular = model(
  { first: affine(20, 64), norm: batchNorm(64), last: affine(64, 2) },
  input('batch', 20),
  (p, x) =>
    pipe(
      x,
      p.first,
      //> p.norm, ~> p.norm(mode), && (p, x) => ~> (p, x, mode) =>
      //! batchNorm(64): expected the mode, got a tensor; write p.norm(mode)
      p.norm,
      relu,
      p.last,
    ),
);
