// Keras: globalMeanPool before flatten makes 2 axes; the layer wants 1024.
import { affine, crossCorrelate, globalMeanPool, input, model, pipe, relu } from '../../../runtime/index.ts';

export const net = model(
  { conv: crossCorrelate(3, 64, 3, { padding: 1, stride: 8 }), out: affine(1024, 10) },
  input('batch', 3, 32, 32),
  //> affine(1024, 10) ~> affine(64, 10)
  //! affine(1024, 10): input has 64 features, expected 1024
  (p, x) => pipe(x, p.conv, relu, globalMeanPool, p.out),
);
