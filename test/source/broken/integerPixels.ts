import { affine, div, flatten, input, model, pipe, relu } from '../../../runtime/index.ts';

/** pixels come as integers 0 ... 255 */
export const digits = model(
  { hidden: affine(784, 128), out: affine(128, 10) },
  input.i32('batch', 28, 28),
  (p, pixels) => {
    const scaled = div(pixels, 255);
    const x = flatten(scaled);
    //> p.hidden(x) ~> p.hidden(cast(x, 'f32'))
    //> div(pixels, 255) ~> div(cast(pixels, 'f32'), 255)
    //! affine: operand is i32, expected f32
    const h = relu(p.hidden(x));
    return pipe(h, p.out);
  },
);
