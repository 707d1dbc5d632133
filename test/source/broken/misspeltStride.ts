import { affine, crossCorrelate, flatten, input, model, pipe, relu } from '../../../runtime/index.ts';

/** Keras says strides */
export const net = model(
  {
    //> strides: 2 ~> stride: 2
    //! crossCorrelate has no option 'strides'; did you mean 'stride'?
    conv1: crossCorrelate(3, 16, 3, { strides: 2, padding: 1 }),
    conv2: crossCorrelate(16, 32, 3, { stride: 2, padding: 1 }),
    out: affine(2048, 10),
  },
  input('batch', 3, 32, 32),
  (p, x) => {
    const features = pipe(x, p.conv1, relu, p.conv2, relu);
    return pipe(features, flatten, p.out);
  },
);
