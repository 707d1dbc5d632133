import { adam, affine, crossEntropy, dropout, input, model, pipe, relu, trainStep } from '../../../runtime/index.ts';

interface Config<W extends number, K extends number> {
  readonly width: W;
  readonly classes: K;
}
export function classifierOf<W extends number, K extends number>({ width, classes }: Config<W, K>) {
  return model({ hidden: affine(20, width), out: affine(width, classes) }, input('batch', 20), (p, x, mode) =>
    pipe(x, p.hidden, relu, dropout(0.2, mode), p.out),
  );
}
export const step = trainStep(classifierOf({ width: 64, classes: 3 }), crossEntropy, adam());
