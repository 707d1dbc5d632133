import { adam, affine, binaryCrossEntropyWithLogits, input, model, trainStep } from '../../../runtime/index.ts';

/** BCEWithLogits of [batch, 1] against [batch] */
const net = model({ out: affine(30, 1) }, input('batch', 30), (p, x) => p.out(x));
export const step = trainStep(
  net,
  //> (y, t) => binaryCrossEntropyWithLogits(y, t) ~> (y, t) => binaryCrossEntropyWithLogits(squeeze(y, -1), t)
  //> input('batch'), loss ~> input('batch', 1), loss
  //! binaryCrossEntropyWithLogits: prediction is [batch, 1] but target is [batch]
  { target: input('batch'), loss: (y, t) => binaryCrossEntropyWithLogits(y, t) },
  adam(),
);
