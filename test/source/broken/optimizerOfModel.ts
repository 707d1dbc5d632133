import { adam, affine, crossEntropy, input, model, pipe, relu, trainStep } from '../../../runtime/index.ts';

const mlp = model({ hidden: affine(784, 128), out: affine(128, 10) }, input('batch', 784), (p, x) =>
  pipe(x, p.hidden, relu, p.out),
);

// optim.Adam(model.parameters(), lr=1e-3)
//> adam(mlp.parameters, 1e-3) ~> adam(1e-3)
//! adam: rate is NamedParameter[], expected number
const optimizer = adam(mlp.parameters, 1e-3);

export const step = trainStep(mlp, crossEntropy, optimizer);
