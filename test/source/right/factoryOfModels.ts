import { adam, affine, crossEntropy, type Dim, input, model, pipe, relu, trainStep } from '../../../runtime/index.ts';

export const classifier = <N extends Dim, K extends Dim>(inputs: N, classes: K, width = 32 as const) =>
  model({ a: affine(inputs, width), b: affine(width, classes) }, input('batch', inputs), (p, x) =>
    pipe(x, p.a, relu, p.b),
  );
export const step = trainStep(classifier(20, 3), crossEntropy, adam());
