// NumPy: transpose takes no axes; permute does.
import { affine, input, model, transpose } from '../../../runtime/index.ts';

export const mixed = model({ tokens: affine(50, 50) }, input('batch', 50, 16), (p, x) => {
  //> transpose(x, 0, 2, 1) ~> permute(x, 0, 2, 1)
  //> transpose(x, 0, 2, 1) ~> transpose(x)
  //! transpose(x): expected 1 arguments, got 4
  const y = p.tokens(transpose(x, 0, 2, 1));
  return transpose(y);
});
