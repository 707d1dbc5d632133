// TensorFlow.js: if (training), with the mode itself.
import { affine, input, model, scale } from '../../../../runtime/index.ts';

export const net = model({ a: affine(8, 8) }, input('batch', 8), (p, x, mode) =>
  //! a mode is always true as a condition
  mode ? scale(p.a(x), 0.5) : p.a(x),
);
