import { affine, grad, input, paramsOf, pipe, relu, squaredError } from '../../../runtime/index.ts';

const net = { hidden: affine(13, 64), out: affine(64, 1) };

/** the price of a house; PyTorch would broadcast [32, 1] with [32] and only warn */
export function fit() {
  const houses = input(32, 13);
  const prices = input(32);
  const guess = pipe(houses, net.hidden, relu, net.out);
  //> squaredError(guess, prices) ~> squaredError(squeeze(guess, -1), prices)
  //> squaredError(guess, prices) ~> squaredError(squeeze(guess, 1), prices)
  //> prices = input(32) ~> prices = input(32, 1)
  //! squaredError: prediction is [32, 1] but target is [32]
  const loss = squaredError(guess, prices);
  return grad(loss, paramsOf(net));
}
