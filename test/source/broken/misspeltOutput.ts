// Any background: a slip of the keyboard in the name of an output.
import { affine, compile, crossEntropy, input, model, sgd, trainStep } from '../../../runtime/index.ts';

const net = model({ a: affine(2, 2) }, input('batch', 2), (p, x) => p.a(x));
const step = await compile(trainStep(net, crossEntropy, sgd()), { batch: 1 });
const { outputs } = await step.run(step.initialState(1), { input: [0, 1], target: [0] });
//> outputs['los'] ~> outputs['loss']
//! outputs have no 'los'; did you mean 'loss'?
console.log(outputs['los']);
