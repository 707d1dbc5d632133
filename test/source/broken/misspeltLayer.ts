import { affine, crossEntropy, input, model, pipe, relu, sgd, trainStep } from '../../../runtime/index.ts';

export const net = model({ hidden: affine(784, 128), out: affine(128, 10) }, input('batch', 784), (p, x) => {
  //> p.hiden ~> p.hidden
  //! layers have no 'hiden'; did you mean 'hidden'?
  const h = relu(p.hiden(x));
  return pipe(h, p.out);
});

export const step = trainStep(net, crossEntropy, sgd(0.1));
