import { affine, crossCorrelate, input, meanPool, model, pipe, relu } from '../../../runtime/index.ts';

/** AdaptiveAvgPool2d(1) gives [batch, 64, 1, 1]; here globalMeanPool gives [batch, 64] and nothing is left to flatten */
export const net = model(
  { conv: crossCorrelate(3, 64, 3), out: affine(64, 10) },
  input('batch', 3, 32, 32),
  //> meanPool(30), p.out ~> globalMeanPool, p.out
  //> meanPool(30), p.out ~> meanPool(30), flatten, p.out
  //! affine(64, 10): input has 1 features, expected 64
  (p, x) => pipe(x, p.conv, relu, meanPool(30), p.out),
);
