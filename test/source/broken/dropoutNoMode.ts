import { affine, dropout, input, model, pipe, relu } from '../../../runtime/index.ts';

/** nn.Dropout(0.5) knows by itself whether it is training */
export const net = model({ hidden: affine(784, 256), out: affine(256, 10) }, input('batch', 784), (p, x) =>
  pipe(
    x,
    p.hidden,
    relu,
    //> dropout(0.5) ~> dropout(0.5, mode) && (p, x) => ~> (p, x, mode) =>
    //! dropout(rate, mode): expected 2 arguments, got 1
    dropout(0.5),
    p.out,
  ),
);
