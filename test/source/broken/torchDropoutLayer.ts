// PyTorch: dropout is no layer of a model: it takes the mode in the model's function.
import { affine, dropout, input, model, pipe, relu } from '../../../runtime/index.ts';

export const net = model(
  {
    hidden: affine(8, 16),
    //> drop: dropout(0.5), ~> && (p, x) ~> (p, x, mode) && p.drop ~> dropout(0.5, mode)
    //! dropout(rate, mode): expected 2 arguments, got 1
    drop: dropout(0.5),
    out: affine(16, 2),
  },
  input('batch', 8),
  (p, x) => pipe(x, p.hidden, relu, p.drop, p.out),
);
