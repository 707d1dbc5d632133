import { adam, affine, compile, crossEntropy, input, mean, model, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(4, 2) }, input('batch', 'time', 4), (p, x) => mean(p.out(x), 'time'));

/** only the batch is given */
//> none
//! compile: the model needs the size of 'time'
export const program = compile(trainStep(net, crossEntropy, adam()), { batch: 3 });
