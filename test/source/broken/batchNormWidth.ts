import { affine, batchNorm, crossCorrelate, globalMeanPool, input, model, pipe, relu } from '../../../runtime/index.ts';

export const net = model(
  {
    conv1: crossCorrelate(3, 32, 3, { bias: false }),
    bn1: batchNorm(32),
    conv2: crossCorrelate(32, 64, 3, { bias: false }),
    bn2: batchNorm(32), // copied from above
    fc: affine(64, 10),
  },
  input('batch', 3, 32, 32),
  (p, x, mode) => {
    const first = pipe(x, p.conv1, p.bn1(mode), relu);
    const second = p.conv2(first);
    //> bn2: batchNorm(32) ~> bn2: batchNorm(64)
    //! batchNorm(32): input has 64 channels
    const normal = p.bn2(mode)(second);
    return pipe(normal, relu, globalMeanPool, p.fc);
  },
);
