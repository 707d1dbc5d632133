import { affine, input, sigmoid, squaredError, tanh } from '../../../runtime/index.ts';

/** xor's outputs as a row */
const layers = { hidden: affine(2, 3), out: affine(3, 1) };
export function error() {
  const inputs = input(4, 2);
  const outputs = input(4);
  const guess = sigmoid(layers.out(tanh(layers.hidden(inputs))));
  //> squaredError(guess, outputs) ~> squaredError(squeeze(guess, -1), outputs)
  //> squaredError(guess, outputs) ~> squaredError(squeeze(guess, 1), outputs)
  //> input(4) ~> input(4, 1)
  //! squaredError: prediction is [4, 1] but target is [4]
  return squaredError(guess, outputs);
}
