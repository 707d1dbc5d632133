// NumPy: the second operand of matmul is a vector; it has to be a matrix [8, 1].
import { glorotUniform, input, matmul, model, parameter } from '../../../runtime/index.ts';

export const linear = model({ w: parameter('w', [8], glorotUniform) }, input('batch', 8), (p, x) => {
  //> 'w', [8] ~> 'w', [8, 1]
  //> matmul(x, p.w) ~> matmul(x, expand(p.w, 1))
  //! matmul: an operand needs at least 2 axes, got [8]
  const y = matmul(x, p.w);
  return y;
});
