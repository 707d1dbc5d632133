// JAX: the body gives the carry alone, scan wants the pair [carry, output].
import { add, glorotUniform, input, matmul, model, parameter, scan, tanh, zeros } from '../../../runtime/index.ts';

export const last = model({ w: parameter('w', [16, 16], glorotUniform) }, input('time', 'batch', 16), (p, xs) => {
  const { carry } = scan(zeros('batch', 16), xs, (h, x) => {
    const next = tanh(add(matmul(h, p.w), x));
    //> return next; ~> return [next, next];
    //! scan: the body returns a tensor [batch, 16], expected [carry, output]
    return next;
  });
  return carry;
});
