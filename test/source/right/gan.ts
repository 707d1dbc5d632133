import {
  adam,
  affine,
  binaryCrossEntropyWithLogits,
  input,
  model,
  pipe,
  relu,
  sigmoid,
  trainStep,
} from '../../../runtime/index.ts';

const generator = model({ a: affine(16, 64), b: affine(64, 28 as const) }, input('batch', 16), (p, z) =>
  sigmoid(pipe(z, p.a, relu, p.b)),
);
const critic = { a: affine(28, 32), b: affine(32, 1) };
export const generatorStep = trainStep(
  model({ g: generator.layers, c: critic }, input('batch', 16), (p, z) =>
    pipe(sigmoid(p.g.b(relu(p.g.a(z)))), p.c.a, relu, p.c.b),
  ),
  { target: input('batch', 1), loss: (y, t) => binaryCrossEntropyWithLogits(y, t) },
  adam(0.0002),
);
