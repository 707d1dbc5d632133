import { affine, crossCorrelate, flatten, input, model, pipe, relu } from '../../../runtime/index.ts';

/** pictures without their axis of channels: x.unsqueeze(1) */
export const net = model(
  { conv: crossCorrelate(1, 8, 5), out: affine(4608, 10) },
  input('batch', 28, 28),
  (p, images) => {
    //> images.unsqueeze(1) ~> expand(images, 1)
    //! a tensor has no 'unsqueeze': operations are functions, expand(x)
    const x = images.unsqueeze(1);
    return pipe(x, p.conv, relu, flatten, p.out);
  },
);
