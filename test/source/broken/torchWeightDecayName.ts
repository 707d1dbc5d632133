import { adamW, affine, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

/** optim.Adam(lr, weight_decay) */
const net = model({ out: affine(4, 2) }, input('batch', 4), (p, x) => p.out(x));
//> adamW(0.001, { weight_decay: 0.01 }) ~> adamW(0.001, { weightDecay: 0.01 })
//! adamW has no option 'weight_decay'; did you mean 'weightDecay'?
export const step = trainStep(net, crossEntropy, adamW(0.001, { weight_decay: 0.01 }));
