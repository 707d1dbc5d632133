import { affine, input, model, trainStep } from '../../../runtime/index.ts';

/** model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' }) */
const net = model({ out: affine(4, 1) }, input('batch', 4), (p, x) => p.out(x));
//> { optimizer: 'sgd', loss: 'meanSquaredError' } ~> squaredError, sgd(0.1)
//! trainStep(model, loss, optimizer, options): expected 3-4 arguments, got 2
export const step = trainStep(net, { optimizer: 'sgd', loss: 'meanSquaredError' });
