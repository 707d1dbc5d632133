// Keras: the history has 'accuracy'.
import { affine, compile, crossEntropy, input, model, sgd, trainStep } from '../../../runtime/index.ts';

const net = model({ a: affine(2, 2) }, input('batch', 2), (p, x) => p.a(x));
const step = await compile(trainStep(net, crossEntropy, sgd()), { batch: 1 });
const { outputs } = await step.run(step.initialState(1), { input: [0, 1], target: [0] });
//> none
//! outputs have no 'accuracy'; they are 'correct' and 'loss'
console.log(outputs.accuracy);
