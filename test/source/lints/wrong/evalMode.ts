// PyTorch: net.eval() and then training; batch normalisation keeps its first statistics.
import {
  adam,
  affine,
  batchNorm,
  crossCorrelate,
  crossEntropy,
  evaluating,
  globalMeanPool,
  input,
  model,
  pipe,
  relu,
  trainStep,
} from '../../../../runtime/index.ts';

const net = model(
  { conv: crossCorrelate(1, 8, 3), norm: batchNorm(8), out: affine(8, 10) },
  input('batch', 1, 28, 28),
  (p, x) => {
    const h = p.conv(x);
    //! batchNorm: in evaluation mode it does not learn the statistics of its input, in training too
    const normed = p.norm(evaluating)(h);
    return pipe(normed, relu, globalMeanPool, p.out);
  },
);
export const step = trainStep(net, crossEntropy, adam());
