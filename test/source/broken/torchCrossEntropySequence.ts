import { adam, affine, crossEntropy, gru, input, model, permute, trainStep } from '../../../runtime/index.ts';

/** CrossEntropyLoss over [batch, classes, time], as PyTorch wants it; here classes come last */
const tagger = model({ cell: gru(20, 32), out: affine(32, 9) }, input('batch', 'time', 20), (p, x) =>
  permute(p.out(p.cell(x).outputs), 0, 2, 1),
);
export const step = trainStep(
  tagger,
  //> permute(p.out(p.cell(x).outputs), 0, 2, 1) ~> p.out(p.cell(x).outputs)
  //> crossEntropy(y, t) ~> crossEntropy(permute(y, 0, 2, 1), t)
  //! crossEntropy: labels are [batch, time], expected [batch, 9]
  { target: input.i32('batch', 'time'), loss: (y, t) => crossEntropy(y, t) },
  adam(),
);
