import { affine, greater, input, keyOf, mul, pipe, randomUniform, relu } from '../../../runtime/index.ts';

const layers = { hidden: affine(32, 64), out: affine(64, 4) };

/** dropout by hand: a mask of booleans times the activations */
export function dropped() {
  const x = input(16, 32);
  const h = pipe(x, layers.hidden, relu);
  const mask = greater(randomUniform(keyOf(7), 16, 64), 0.5);
  //> mul(h, mask) ~> mul(h, cast(mask, 'f32'))
  //! mul: operands are f32 and bool, expected the same type
  const kept = mul(h, mask);
  return layers.out(kept);
}
