import { affine, input, model, relu } from '../../../runtime/index.ts';

/** Input(shape=(784,)) has no batch */
export const net = model(
  { hidden: affine(784, 64), out: affine(64, 10) },
  //> input([784]) ~> input('batch', 784)
  //! input: sizes are arguments of their own: input(784)
  input([784]),
  (p, x) => p.out(relu(p.hidden(x))),
);
