import { affine, crossEntropy, heNormal, input, model, pipe, relu, sgd, trainStep } from '../../../runtime/index.ts';

export const net = model(
  {
    //> initialiser ~> initializer
    //! affine has no option 'initialiser'; did you mean 'initializer'?
    hidden: affine(784, 128, { initialiser: heNormal }),
    out: affine(128, 10),
  },
  input('batch', 784),
  (p, x) => pipe(x, p.hidden, relu, p.out),
);

export const step = trainStep(net, crossEntropy, sgd(0.1));
