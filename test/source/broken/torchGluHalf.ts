import { affine, input, model, mul, sigmoid, split } from '../../../runtime/index.ts';

/** F.glu halves the width; the layer behind was told the whole */
export const net = model({ wide: affine(40, 64), out: affine(64, 8) }, input('batch', 40), (p, x) => {
  const [value, gate] = split(p.wide(x), 1, 2);
  //> affine(64, 8) ~> affine(32, 8)
  //! affine(64, 8): input has 32 features, expected 64
  return p.out(mul(value, sigmoid(gate)));
});
