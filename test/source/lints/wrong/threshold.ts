// brain.js: outputs that are rounded to 0 and 1 before they are compared.
import { affine, input, model, pipe, round, sgd, sigmoid, squaredError, trainStep } from '../../../../runtime/index.ts';

const net = model({ hidden: affine(2, 3), out: affine(3, 1) }, input('batch', 2), (p, x) =>
  //! the gradient of this loss is zero: all of it goes through round
  pipe(x, p.hidden, sigmoid, p.out, sigmoid, round),
);
export const step = trainStep(net, squaredError, sgd(0.3));
