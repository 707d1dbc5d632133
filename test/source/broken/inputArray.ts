import { affine, input, model, pipe, relu } from '../../../runtime/index.ts';

/** as tf.input({ shape: [784] }) */
export const net = model(
  { hidden: affine(784, 128), out: affine(128, 10) },
  //> input([32, 784]) ~> input(32, 784)
  //! input: sizes are arguments of their own: input(32, 784)
  input([32, 784]),
  (p, x) => pipe(x, p.hidden, relu, p.out),
);
