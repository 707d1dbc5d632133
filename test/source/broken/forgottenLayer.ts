import { affine, crossEntropy, input, model, momentum, pipe, relu, trainStep } from '../../../runtime/index.ts';

const layers = {
  first: affine(784, 512),
  second: affine(512, 256),
  third: affine(256, 128),
  out: affine(128, 10),
};

export const mlp = model(layers, input('batch', 784), (p, x) =>
  pipe(
    x,
    p.first,
    relu,
    p.second,
    relu,
    //> p.out, ~> p.third, p.out,
    //> p.out, ~> p.third, relu, p.out,
    //! affine(128, 10): input has 256 features, expected 128
    p.out,
  ),
);

export const step = trainStep(mlp, crossEntropy, momentum(0.05));
