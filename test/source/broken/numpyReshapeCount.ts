// NumPy: 48 elements do not become 5 by 10.
import { affine, input, model, reshape } from '../../../runtime/index.ts';

export const folded = model({ layer: affine(24, 48) }, input('batch', 24), (p, x) => {
  const h = p.layer(x);
  //> 'batch', 5, 10 ~> 'batch', 5, -1
  //> none
  //! reshape: [batch, 48] has 48*batch elements and cannot become [batch, 5, 10]
  return reshape(h, 'batch', 5, 10);
});
