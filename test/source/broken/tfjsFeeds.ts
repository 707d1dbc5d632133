// TensorFlow.js: the labels are fed as target.
import { adam, affine, compile, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(4, 10) }, input('batch', 4), (p, x) => p.out(x));
const step = await compile(trainStep(net, crossEntropy, adam()), { batch: 2 });
const state = step.initialState(1);
//> labels: [3, 7] ~> target: [3, 7]
//! run: there is no input 'labels'
export const done = await step.run(state, { input: [1, 2, 3, 4, 5, 6, 7, 8], labels: [3, 7] });
