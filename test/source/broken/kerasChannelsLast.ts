// Keras: channels are last in the input and second for the layer.
import { affine, crossCorrelate, globalMeanPool, input, model, pipe, relu } from '../../../runtime/index.ts';

export const net = model(
  { conv: crossCorrelate(3, 32, 3, { padding: 1 }), out: affine(32, 10) },
  input('batch', 32, 32, 3),
  //> input('batch', 32, 32, 3) ~> input('batch', 3, 32, 32)
  //> pipe(x, p.conv ~> pipe(x, (h) => permute(h, 0, 3, 1, 2), p.conv
  //! crossCorrelate(3, 32): input has 32 channels, expected 3
  (p, x) => pipe(x, p.conv, relu, globalMeanPool, p.out),
);
