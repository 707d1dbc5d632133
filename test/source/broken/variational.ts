import {
  add,
  affine,
  exp,
  input,
  keyOf,
  mul,
  pipe,
  randomNormal,
  relu,
  scale,
  sigmoid,
  slice,
} from '../../../runtime/index.ts';

const encoder = { hidden: affine(784, 256), out: affine(256, 40) };
const decoder = { hidden: affine(20, 256), out: affine(256, 784) };

/** a variational autoencoder: the noise has the width of mean and deviation together */
export function reconstruct() {
  const code = pipe(input(64, 784), encoder.hidden, relu, encoder.out);
  const mean = slice(code, 1, 0, 20);
  const deviation = exp(scale(slice(code, 1, 20, 40), 0.5));
  const noise = randomNormal(keyOf(1), 64, 40);
  //> randomNormal(keyOf(1), 64, 40) ~> randomNormal(keyOf(1), 64, 20)
  //! mul: cannot broadcast [64, 20] with [64, 40]: 20 vs 40
  const z = add(mean, mul(deviation, noise));
  return pipe(z, decoder.hidden, relu, decoder.out, sigmoid);
}
