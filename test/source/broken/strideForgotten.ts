import { affine, crossCorrelate, flatten, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

/** MaxPool2d(2) moves by 2 in PyTorch; here a window moves by 1 unless it is told otherwise */
export const net = model(
  { conv: crossCorrelate(1, 8, 5), out: affine(1152, 10) },
  input('batch', 1, 28, 28),
  (p, x) => {
    const features = pipe(x, p.conv, relu, maxPool(2));
    const flat = flatten(features);
    //> maxPool(2) ~> maxPool(2, { stride: 2 })
    //! affine(1152, 10): input has 4232 features, expected 1152
    return p.out(flat);
  },
);
