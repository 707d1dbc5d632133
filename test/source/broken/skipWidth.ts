import { affine, flow, input, model, pipe, relu, skip } from '../../../runtime/index.ts';

/** a bottleneck that does not come back to the width it started from */
export const bottleneck = model(
  { down: affine(128, 32), up: affine(32, 64), out: affine(128, 10) },
  input('batch', 128),
  (p, x) => {
    const narrow = flow(p.down, relu);
    //> affine(32, 64) ~> affine(32, 128)
    //! skip: T maps [batch, 128] to [batch, 64], expected the same shape
    const h = skip(x, (y) => p.up(narrow(y)));
    return pipe(h, relu, p.out);
  },
);
