import { affine, input, model, sgd, squaredError, trainStep } from '../../../runtime/index.ts';

/** { learningRate: 0.3 } */
const net = model({ out: affine(2, 1) }, input('batch', 2), (p, x) => p.out(x));
//> { learningRate: 0.3 } ~> 0.3
//! sgd: rate is { learningRate }, expected number
export const step = trainStep(net, squaredError, sgd({ learningRate: 0.3 }));
