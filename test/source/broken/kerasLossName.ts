import { adam, affine, input, model, trainStep } from '../../../runtime/index.ts';

/** model.compile(loss='categorical_crossentropy') */
const net = model({ out: affine(784, 10) }, input('batch', 784), (p, x) => p.out(x));
//> 'categorical_crossentropy' ~> crossEntropy
//! trainStep: expected a loss, got string
export const step = trainStep(net, 'categorical_crossentropy', adam());
