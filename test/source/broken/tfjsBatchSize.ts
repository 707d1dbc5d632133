// TensorFlow.js: the dimension is called batch.
import { adam, affine, compile, crossEntropy, input, model, trainStep } from '../../../runtime/index.ts';

const net = model({ out: affine(4, 10) }, input('batch', 4), (p, x) => p.out(x));
//> batchSize: 32 ~> batch: 32
//! compile: the model has no dimension named 'batchSize'
export const program = await compile(trainStep(net, crossEntropy, adam()), { batchSize: 32 });
