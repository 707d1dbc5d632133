import { affine, input, model, pipe, relu } from '../../../runtime/index.ts';

/** a size read from a form or a file is text */
export const net = model(
  { hidden: affine(784, 128), out: affine(128, 10) },
  //> input('32', 784) ~> input(32, 784)
  //! '32' cannot name a dimension: a name is a letter, then letters, digits or _
  input('32', 784),
  (p, x) => pipe(x, p.hidden, relu, p.out),
);
