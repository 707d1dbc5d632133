// NumPy: mean over the features is [batch], which does not fit [batch, 16] from the right.
import { affine, input, mean, model, sub } from '../../../runtime/index.ts';

export const centred = model({ out: affine(16, 4) }, input('batch', 16), (p, x) => {
  //> mean(x, 1) ~> mean(x, 1, { keepDims: true })
  //> sub(x, mean(x, 1)) ~> sub(x, expand(mean(x, 1), 1))
  //! sub: cannot broadcast [batch, 16] with [batch]: 16 vs batch
  const c = sub(x, mean(x, 1));
  return p.out(c);
});
