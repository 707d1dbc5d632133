// From einops: an axis of the result that nothing gives.
import { affine, input, model, reduce } from '../../../runtime/index.ts';

export const pooled = model({ out: affine(3, 10) }, input('batch', 3, 32, 32), (p, x) => {
  //> 'b c h w -> b d' ~> 'b c h w -> b c'
  //! reduce: 'd' is on one side only of 'b c h w -> b d'
  const means = reduce(x, 'b c h w -> b d', 'mean');
  return p.out(means);
});
