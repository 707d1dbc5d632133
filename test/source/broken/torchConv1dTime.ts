import { affine, crossCorrelate, input, mean, model, pipe, relu } from '../../../runtime/index.ts';

/** nn.Conv1d over [batch, time, features] without permute */
export const net = model(
  { conv: crossCorrelate(40, 64, 5, { axes: 1, padding: 2 }), out: affine(64, 12) },
  input('batch', 'time', 40),
  //> pipe(x, p.conv, ~> pipe(transpose(x), p.conv,
  //> pipe(x, p.conv, ~> pipe(x, transpose, p.conv,
  //> pipe(x, p.conv, ~> pipe(permute(x, 0, 2, 1), p.conv,
  //! crossCorrelate(40, 64): input has time channels, expected 40
  (p, x) => pipe(x, p.conv, relu, (h) => mean(h, 2), p.out),
);
