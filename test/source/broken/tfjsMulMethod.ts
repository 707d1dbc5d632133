import { affine, input, model } from '../../../runtime/index.ts';

/** h.mul(0.5).relu() */
export const net = model({ a: affine(8, 8) }, input('batch', 8), (p, x) => {
  //> p.a(x).mul(0.5).relu() ~> relu(mul(p.a(x), 0.5))
  //! a tensor has no 'mul': operations are functions, mul(x)
  return p.a(x).mul(0.5).relu();
});
