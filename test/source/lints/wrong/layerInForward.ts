// PyTorch: a layer that is made in forward(), anew for each trace.
import { adam, affine, crossEntropy, input, model, relu, trainStep } from '../../../../runtime/index.ts';

const net = model({ up: affine(8, 32) }, input('batch', 8), (p, x) => {
  const h = relu(p.up(x));
  //! model: affine(32, 3) is used, but is not among the model's layers: a step has no weights for it
  const out = affine(32, 3);
  return out(h);
});
export const step = trainStep(net, crossEntropy, adam());
