// Squared error of probabilities, and a sigmoid before a loss of probabilities (brain.js).
import { affine, input, model, pipe, sgd, sigmoid, squaredError, trainStep } from '../../../../runtime/index.ts';

const net = model({ hidden: affine(2, 3), out: affine(3, 1) }, input('batch', 2), (p, x) =>
  pipe(x, p.hidden, sigmoid, p.out, sigmoid),
);
export const step = trainStep(net, squaredError, sgd(0.3));
