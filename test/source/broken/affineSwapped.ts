import { affine, crossEntropy, input, model, pipe, relu, sgd, trainStep } from '../../../runtime/index.ts';

// like Dense(units, inputDim): the number of units first
const layers = {
  hidden: affine(128, 784),
  out: affine(10, 128),
};

export const mlp = model(layers, input('batch', 784), (p, x) =>
  pipe(
    x,
    //> affine(128, 784) ~> affine(784, 128) && affine(10, 128) ~> affine(128, 10)
    //! affine(128, 784): input has 784 features, expected 128
    p.hidden,
    relu,
    p.out,
  ),
);

export const step = trainStep(mlp, crossEntropy, sgd(0.1));
