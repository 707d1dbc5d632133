import { affine, crossCorrelate, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

/** two convolutions and a classifier for digits */
export const classifier = model(
  { conv1: crossCorrelate(1, 16, 3), conv2: crossCorrelate(16, 32, 3), fc: affine(800, 10) },
  input('batch', 1, 28, 28),
  (p, x) => {
    const pool = maxPool(2, { stride: 2 });
    const h1 = pipe(x, p.conv1, relu, pool);
    const h2 = pipe(h1, p.conv2, relu, pool);
    //> p.fc(h2) ~> p.fc(flatten(h2))
    //! affine(800, 10): input has 5 features, expected 800
    return p.fc(h2);
  },
);
