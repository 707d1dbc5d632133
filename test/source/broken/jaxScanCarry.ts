// JAX: the carry begins as [16] and is [batch, 16] after a step.
import { add, affine, concat, input, model, scan, tanh, zeros } from '../../../runtime/index.ts';

export const last = model({ cell: affine(32, 16) }, input('time', 'batch', 16), (p, xs) => {
  const h0 = zeros(16);
  const { carry } = scan(h0, xs, (h, x) => {
    const next = add(h, tanh(x));
    //> zeros(16) ~> zeros('batch', 16)
    //! scan: carry is [16] but the body returns [batch, 16]
    return [next, next];
  });
  return p.cell(concat(1, carry, carry));
});
