import { add, affine, input, layerNorm, model, rearrange } from '../../../runtime/index.ts';

export const swin = model({ mix: affine(64, 64), norm: layerNorm(64) }, input('batch', 64, 16, 16), (p, x) => {
  const windows = rearrange(x, 'b c (h s) (w t) -> (b h w) (s t) c', { s: 4, t: 4 });
  const y = add(windows, p.mix(p.norm(windows)));
  return rearrange(y, '(b h w) (s t) c -> b c (h s) (w t)', { h: 4, w: 4, s: 4 });
});
