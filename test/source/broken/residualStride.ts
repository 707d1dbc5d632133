import { add, affine, crossCorrelate, globalMeanPool, input, model, pipe, relu } from '../../../runtime/index.ts';

/** a residual block that halves the picture, with the input as it was beside it */
export const network = model(
  {
    first: crossCorrelate(16, 16, 3, { stride: 2, padding: 1 }),
    second: crossCorrelate(16, 16, 3, { padding: 1 }),
    out: affine(16, 10),
  },
  input('batch', 16, 32, 32),
  (p, x) => {
    const body = pipe(x, p.first, relu, p.second);
    //> none
    //> { stride: 2, padding: 1 } ~> { padding: 1 }
    //! add: cannot broadcast [batch, 16, 16, 16] with [batch, 16, 32, 32]: 16 vs 32
    const sum = add(body, x);
    return pipe(sum, relu, globalMeanPool, p.out);
  },
);
