import {
  adamW,
  add,
  affine,
  correctCount,
  crossCorrelate,
  crossEntropy,
  globalMeanPool,
  groupNorm,
  huber,
  input,
  model,
  pipe,
  relu,
  trainStep,
} from '../../../runtime/index.ts';

const trunk = { conv: crossCorrelate(3, 16, 3, { padding: 1, stride: 2 }), norm: groupNorm(16, 4) };
export const heads = model({ trunk, label: affine(16, 7), box: affine(16, 4) }, input('batch', 3, 'H', 'W'), (p, x) => {
  const h = pipe(x, p.trunk.conv, p.trunk.norm, relu, globalMeanPool);
  return { label: p.label(h), box: p.box(h) };
});
export const step = trainStep(
  heads,
  {
    target: { label: input.i32('batch'), box: input('batch', 4) },
    loss: (y, t) => add(crossEntropy(y.label, t.label), huber(y.box, t.box)),
    metrics: { correct: (y, t) => correctCount(y.label, t.label) },
  },
  adamW(0.001),
);
