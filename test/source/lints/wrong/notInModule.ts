// PyTorch: a layer in a plain variable instead of self.layer.
import { adam, affine, crossEntropy, input, layerNorm, model, relu, trainStep } from '../../../../runtime/index.ts';

//! model: layerNorm(32) is used, but is not among the model's layers: a step has no weights for it
const norm = layerNorm(32);
const net = model({ up: affine(8, 32), out: affine(32, 3) }, input('batch', 8), (p, x) => {
  const h = relu(p.up(x));
  return p.out(norm(h));
});
export const step = trainStep(net, crossEntropy, adam());
