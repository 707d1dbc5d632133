// JAX: a layer's weight is w, not kernel.
import { add, affine, input, model, pipe, relu, scale, square, sum } from '../../../runtime/index.ts';

export const decayed = model({ hidden: affine(10, 20), out: affine(20, 3) }, input('batch', 10), (p, x) => {
  const y = pipe(x, p.hidden, relu, p.out);
  //> p.hidden.params.kernel ~> p.hidden.params.w
  //! parameters have no 'kernel'; did you mean 'w'?
  return add(y, scale(sum(square(p.hidden.params.kernel)), 0.001));
});
