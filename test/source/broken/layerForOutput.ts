import { add, affine, input, model, relu } from '../../../runtime/index.ts';

/** the layer itself where what it gives is meant */
export const residual = model(
  { a: affine(32, 32), b: affine(32, 32), out: affine(32, 1) },
  input('batch', 32),
  (p, x) => {
    const h = relu(p.a(x));
    //> add(h, p.b) ~> add(h, p.b(h))
    //> add(h, p.b) ~> add(h, p.b(x))
    //! expected a tensor, got affine(32, 32); call it: p.b(...)
    const y = add(h, p.b);
    return p.out(y);
  },
);
