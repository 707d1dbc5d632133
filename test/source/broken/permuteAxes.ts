import { affine, crossCorrelate, flatten, input, model, permute, pipe, relu } from '../../../runtime/index.ts';

/** pictures as a browser gives them, [batch, height, width, channels] */
export const fromCanvas = model(
  { conv: crossCorrelate(3, 8, 5), out: affine(28800, 2) },
  input('batch', 64, 64, 3),
  (p, pixels) => {
    //> permute(pixels, 3, 1, 2) ~> permute(pixels, 0, 3, 1, 2)
    //! permute: [3, 1, 2] is not a permutation of the axes of [batch, 64, 64, 3]
    const x = permute(pixels, 3, 1, 2);
    return pipe(x, p.conv, relu, flatten, p.out);
  },
);
