// LeNet-5 and its training step with Adam, to be looked at: npx quern explain examples/lenet.ts#step --symbols batch=64
import { adam, crossEntropy, leNet, predictStep, trainStep } from '../runtime/index.ts';

const network = leNet();

/** input, target -> loss, correct: forward, backward and update in one program */
export const step = trainStep(network, crossEntropy, adam(0.002));

/** input -> output: the logits */
export const predict = predictStep(network);
