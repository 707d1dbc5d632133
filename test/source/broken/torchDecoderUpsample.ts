import {
  crossCorrelate,
  crossCorrelateTransposed,
  input,
  model,
  pipe,
  relu,
  square,
  sub,
} from '../../../runtime/index.ts';

/** the decoder doubles the size with ConvTranspose2d(kernel 2), whose stride was left at 1 */
export const net = model(
  { down: crossCorrelate(1, 8, 2, { stride: 2 }), up: crossCorrelateTransposed(8, 1, 2) },
  input('batch', 1, 28, 28),
  //> crossCorrelateTransposed(8, 1, 2) ~> crossCorrelateTransposed(8, 1, 2, { stride: 2 })
  //! sub: cannot broadcast [batch, 1, 15, 15] with [batch, 1, 28, 28]: 15 vs 28
  (p, x) => square(sub(pipe(x, p.down, relu, p.up), x)),
);
