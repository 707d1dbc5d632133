// From PyTorch with einops: 12 heads do not divide 512 features.
import { affine, input, model, rearrange } from '../../../runtime/index.ts';

export const heads = model({ q: affine(512, 512) }, input('batch', 'time', 512), (p, x) =>
  //> { h: 12 } ~> { h: 8 }
  //> { h: 12 } ~> { h: 16 }
  //! rearrange: '(h d)' is 512, which does not divide by 12
  rearrange(p.q(x), 'b t (h d) -> b h t d', { h: 12 }),
);
