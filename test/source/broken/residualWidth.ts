import { add, affine, input, model, relu } from '../../../runtime/index.ts';

export const resMlp = model(
  { a: affine(64, 128), b: affine(128, 128), out: affine(128, 10) },
  input('batch', 64),
  (p, x) => {
    const h1 = relu(p.a(x));
    //> affine(64, 128) ~> affine(64, 64) && affine(128, 128) ~> affine(64, 64) && affine(128, 10) ~> affine(64, 10)
    //> none
    //! add: cannot broadcast [batch, 128] with [batch, 64]: 128 vs 64
    const h2 = add(h1, x);
    const h3 = add(relu(p.b(h2)), h1);
    return p.out(h3);
  },
);
