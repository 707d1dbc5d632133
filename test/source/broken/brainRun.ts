import { affine, input, model, sigmoid } from '../../../runtime/index.ts';

/** net.run([0, 1]) */
export const xor = model({ out: affine(2, 1) }, input('batch', 2), (p, x) => sigmoid(p.out(x)));
//> none
//! a model has no 'run': compile(predictStep(xor), sizes) gives a program that runs
export const output = xor.run([0, 1]);
