import { affine, type Dim, input, model, mul, pipe, relu, sigmoid, type Tensor } from '../../../runtime/index.ts';

const layers = { value: affine(32, 64), gate: affine(32, 64), out: affine(64, 10) };

/** a gate of one's own: keeps the shape of its input, says the signature, but the maps widen */
function gated<B extends Dim>(x: Tensor<[B, 32]>): Tensor<[B, 32]> {
  const value = layers.value(x);
  const gate = sigmoid(layers.gate(x));
  //> affine(32, 64), gate: affine(32, 64), out: affine(64, 10) ~> affine(32, 32), gate: affine(32, 32), out: affine(64, 10)
  //> ): Tensor<[B, 32]> ~> ): Tensor<[B, 64]>
  //! expected a tensor [B, 32], got [B, 64]
  return mul(value, gate);
}

export const net = model(layers, input('batch', 32), (_, x) => pipe(x, gated, relu));
