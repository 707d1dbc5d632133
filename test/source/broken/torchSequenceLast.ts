import { adam, affine, crossEntropy, gru, input, model, slice, trainStep } from '../../../runtime/index.ts';

/** outputs[:, -1, :] by a slice that keeps the axis */
export const net = model({ cell: gru(6, 20), out: affine(20, 4) }, input('batch', 12, 6), (p, x) => {
  const last = slice(p.cell(x).outputs, 1, -1);
  return p.out(last);
});
export const step = trainStep(
  net,
  //> slice(p.cell(x).outputs, 1, -1) ~> squeeze(slice(p.cell(x).outputs, 1, -1), 1)
  //> (y, t) => crossEntropy(y, t) ~> (y, t) => crossEntropy(squeeze(y, 1), t)
  //! crossEntropy: labels are [batch], expected [batch, 1]
  { target: input.i32('batch'), loss: (y, t) => crossEntropy(y, t) },
  adam(),
);
