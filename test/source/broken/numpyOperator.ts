// NumPy: tensors are added by add, not by +.
import { affine, input, model, relu } from '../../../runtime/index.ts';

export const residual = model({ a: affine(16, 16), out: affine(16, 2) }, input('batch', 16), (p, x) => {
  //> relu(p.a(x)) + x ~> add(relu(p.a(x)), x)
  //! '+' is not for tensors; write add(relu(p.a(x)), x)
  const h = relu(p.a(x)) + x;
  return p.out(h);
});
