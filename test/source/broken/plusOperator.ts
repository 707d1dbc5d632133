import { affine, input, model, relu, tanh } from '../../../runtime/index.ts';

/** as in Python: h + x */
export const net = model({ a: affine(16, 16), b: affine(16, 16) }, input('batch', 16), (p, x) => {
  const h = relu(p.a(x));
  //> h + x ~> add(h, x)
  //! '+' is not for tensors; write add(h, x)
  const sum = h + x;
  return tanh(p.b(sum));
});
