// From JAX with named axes: the sequence is called 'time' here.
import { affine, input, mean, model } from '../../../runtime/index.ts';

export const pooled = model({ out: affine(64, 2) }, input('batch', 'time', 64), (p, x) => {
  //> 'tiem' ~> 'time'
  //! mean: x has no axis 'tiem'; it is [batch, time, 64]; did you mean 'time'?
  const middle = mean(x, 'tiem');
  return p.out(middle);
});
