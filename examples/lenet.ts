// LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998) reads digits that stand a little elsewhere each time. Its training
// step is there to be looked at too: npx quern explain examples/lenet.ts#step --symbols batch=64

import { leNet } from '../dsl/nn/nets/index.ts';
import { adam, crossEntropy, predictStep, trainStep } from '../runtime/index.ts';
import { digitExample } from './kit/digits.ts';

export const network = leNet();

/** input, target -> loss, correct: forward, backward and update in one program */
export const step = trainStep(network, crossEntropy, adam(0.002));

/** input -> output: the logits */
export const predict = predictStep(network);

export default digitExample({
  name: 'lenet',
  about: 'LeNet-5 reads digits',
  model: network,
  epochs: 12,
  rate: 0.003,
  shift: true,
  threshold: 0.98,
});
