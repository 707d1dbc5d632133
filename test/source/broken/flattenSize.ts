import { affine, crossCorrelate, flatten, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

const pool = maxPool(2, { stride: 2 });

// from a tutorial on CIFAR's 32x32 images: 16 * 5 * 5 = 400
export const net = model(
  {
    conv1: crossCorrelate(1, 6, 5),
    conv2: crossCorrelate(6, 16, 5),
    fc1: affine(400, 120),
    fc2: affine(120, 84),
    fc3: affine(84, 10),
  },
  input('batch', 1, 28, 28),
  (p, x) => {
    const features = pipe(x, p.conv1, relu, pool, p.conv2, relu, pool, flatten);
    //> crossCorrelate(1, 6, 5) ~> crossCorrelate(1, 6, 5, { padding: 2 })
    //> affine(400, 120) ~> affine(256, 120)
    //! affine(400, 120): input has 256 features, expected 400
    return pipe(features, p.fc1, relu, p.fc2, relu, p.fc3);
  },
);
