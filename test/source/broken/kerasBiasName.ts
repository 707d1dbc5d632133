// Keras: biases are b, not bias.
import { add, affine, input, model, relu } from '../../../runtime/index.ts';

export const net = model({ a: affine(4, 8) }, input('batch', 4), (p, x) =>
  //> p.a.params.bias ~> p.a.params.b
  //! parameters have no 'bias'; did you mean 'b'?
  add(relu(p.a(x)), p.a.params.bias),
);
