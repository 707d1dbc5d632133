import { affine, batchNorm, input, model, pipe, relu } from '../../../runtime/index.ts';

/** BatchNormalization() without its channels */
export const net = model(
  {
    hidden: affine(20, 64),
    //> batchNorm() ~> batchNorm(64)
    //! batchNorm(channels, options): expected 1-2 arguments, got 0
    norm: batchNorm(),
    out: affine(64, 2),
  },
  input('batch', 20),
  (p, x, mode) => pipe(x, p.hidden, p.norm(mode), relu, p.out),
);
