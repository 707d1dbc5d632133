// JAX: 4 heads times 20 are 80, not 64.
import { affine, input, model, rearrange } from '../../../runtime/index.ts';

export const net = model({ q: affine(64, 64) }, input('batch', 'time', 64), (p, x) =>
  //> { h: 4, d: 20 } ~> { h: 4, d: 16 }
  //> { h: 4, d: 20 } ~> { h: 4 }
  //! rearrange: '(h d)' is 64, not 80
  rearrange(p.q(x), 'b t (h d) -> b h t d', { h: 4, d: 20 }),
);
