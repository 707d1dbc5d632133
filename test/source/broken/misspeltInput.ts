// TensorFlow.js: inputs and labels, as fit has them there.
import { affine, compile, crossEntropy, input, model, sgd, trainStep } from '../../../runtime/index.ts';

const net = model({ a: affine(2, 2) }, input('batch', 2), (p, x) => p.a(x));
const step = await compile(trainStep(net, crossEntropy, sgd()), { batch: 1 });
//> inputs: ~> input: && labels: ~> target:
//! run: there is no input 'inputs'; did you mean 'input'?
await step.run(step.initialState(1), { inputs: [0, 1], labels: [0] });
