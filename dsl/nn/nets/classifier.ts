// The head of AlexNet and VGG: three affine maps, with ReLU and dropout (Srivastava et al. 2014) after the first two.
import { relu } from '../../ops/activations.ts';
import type { Dim, Product } from '../../shape/index.ts';
import type { Tensor } from '../../tensor.ts';
import { affine } from '../affine.ts';
import { pipe } from '../compose.ts';
import { dropout } from '../dropout.ts';
import { heNormal } from '../initializers.ts';
import type { Mode } from '../mode.ts';
import { layerOf } from '../tree.ts';

/** A function of the mode, which gives the stage [batch, features] -> [batch, classes]. */
export function classifier<I extends Dim, H extends Dim, O extends Dim>(features: I, hidden: H, classes: O) {
  const layers = {
    first: affine(features, hidden, { initializer: heNormal }),
    second: affine(hidden, hidden, { initializer: heNormal }),
    out: affine(hidden, classes),
  };
  const { first, second, out } = layers;
  const half = (mode: Mode) => dropout(0.5, mode);
  const stage =
    (mode: Mode) =>
    <B extends Dim>(x: Tensor<[B, I]>) =>
      pipe(x, first, relu, half(mode), second, relu, half(mode), out);
  return layerOf(layers, stage);
}

/** How many features C channels of `side` by `side` positions are when they are flat: what `flatten` makes of them. */
export function flatSize<C extends number, S extends number>(channels: C, side: S): Product<[C, S, S]> {
  // the arithmetic of the type, on the values
  return (channels * side * side) as Dim as Product<[C, S, S]>;
}
