// JAX: x has axes 0 to 2, and 3 is asked for.
import { affine, input, layerNorm, mean, model } from '../../../runtime/index.ts';

export const pooled = model({ layer: layerNorm(64), out: affine(64, 10) }, input('batch', 'time', 64), (p, x) => {
  const h = p.layer(x);
  //> mean(h, 3) ~> mean(h, 1)
  //> mean(h, 3) ~> mean(h, 2)
  //! mean: axis 3 is out of range for [batch, time, 64]
  return p.out(mean(h, 3));
});
