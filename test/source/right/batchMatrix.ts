import { adam, add, affine, crossEntropy, input, matmul, model, trainStep, transpose } from '../../../runtime/index.ts';

export const contrast = model(
  { image: affine(128, 32), text: affine(64, 32) },
  { image: input('batch', 128), text: input('batch', 64) },
  (p, { image, text }) => matmul(p.image(image), transpose(p.text(text))),
);
export const step = trainStep(
  contrast,
  { target: input.i32('batch'), loss: (s, t) => add(crossEntropy(s, t), crossEntropy(transpose(s), t)) },
  adam(),
);
