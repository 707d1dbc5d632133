import type { Dataset } from '../../../runtime/data/index.ts';
import { adam, affine, crossEntropy, fit, input, model, trainStep } from '../../../runtime/index.ts';

/** nb_epoch, batch_size */
const net = model({ out: affine(8, 3) }, input('batch', 8), (p, x) => p.out(x));
export async function train(data: Dataset) {
  const step = trainStep(net, crossEntropy, adam());
  //> batchSize: 32 ~> batch: 32
  //! fit has no option 'batchSize'
  for await (const { outputs } of fit(step, { data, batchSize: 32, epochs: 3, seed: 1 })) console.log(outputs.loss);
}
