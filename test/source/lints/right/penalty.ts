// A penalty on weights in the loss of a model (PyTorch: weight decay by hand).
import {
  adam,
  add,
  affine,
  crossEntropy,
  input,
  model,
  paramsOf,
  pipe,
  relu,
  scale,
  square,
  sum,
  trainStep,
} from '../../../../runtime/index.ts';

const layers = { hidden: affine(8, 16), out: affine(16, 3) };
const net = model(layers, input('batch', 8), (p, x) => ({
  scores: pipe(x, p.hidden, relu, p.out),
  size: sum(square(paramsOf(p).hidden.w)),
}));
export const step = trainStep(
  net,
  { target: input.i32('batch'), loss: ({ scores, size }, t) => add(crossEntropy(scores, t), scale(size, 1e-4)) },
  adam(),
);
