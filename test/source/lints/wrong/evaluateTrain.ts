// Keras: model.evaluate(x_train, y_train).

import { batches } from '../../../../runtime/data/index.ts';
import {
  adam,
  affine,
  compile,
  crossEntropy,
  evaluateStep,
  input,
  model,
  fit as training,
  trainStep,
} from '../../../../runtime/index.ts';
import { loadIdxPair } from '../../../../runtime/node.ts';

const split = await loadIdxPair('mnist');
const { train } = split;
const net = model({ out: affine(784, 10) }, input('batch', 784), (p, x) => p.out(x));
const evaluate = await compile(evaluateStep(net, crossEntropy), { batch: 100 });
for await (const { state } of training(trainStep(net, crossEntropy, adam()), { data: train, batch: 32, epochs: 3 })) {
  for (const batch of batches(split.train, { batch: 100, seed: 1, epoch: 0 })) {
    //! the evaluation is only fed with 'train', which the model is trained on
    const { outputs } = await evaluate.run(state, { input: batch.inputs, target: batch.labels });
    console.log(outputs.loss?.[0]);
  }
}
