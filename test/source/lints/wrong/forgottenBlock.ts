// PyTorch: a layer of __init__ that forward() forgets, inside of a nested module.
import { adam, affine, crossEntropy, input, model, pipe, relu, trainStep } from '../../../../runtime/index.ts';

const block = () => ({
  a: affine(16, 16),
  b: affine(16, 16),
  //! model: the layer 'first.gate' is never used
  gate: affine(16, 16),
});
const net = model({ in: affine(8, 16), first: block(), out: affine(16, 3) }, input('batch', 8), (p, x) => {
  const { a, b } = p.first;
  return pipe(x, p.in, relu, a, relu, b, p.out);
});
export const step = trainStep(net, crossEntropy, adam());
