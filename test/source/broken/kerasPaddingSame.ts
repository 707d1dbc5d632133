// Keras: padding is a number here, not 'same'; 3x3 keeps the size with 1.
import { affine, crossCorrelate, globalMeanPool, input, model, pipe, relu } from '../../../runtime/index.ts';

export const net = model(
  {
    //> 'same' ~> 1
    //! crossCorrelate: padding is string, expected number
    conv: crossCorrelate(1, 8, 3, { padding: 'same' }),
    out: affine(8, 10),
  },
  input('batch', 1, 28, 28),
  (p, x) => pipe(x, p.conv, relu, globalMeanPool, p.out),
);
