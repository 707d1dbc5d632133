// Keras: the memory is 48 wide and the layer takes 64.
import { affine, crossAttention, input, mean, model } from '../../../runtime/index.ts';

export const net = model(
  { cross: crossAttention(32, 64, { heads: 4 }), out: affine(32, 2) },
  { x: input('batch', 'time', 32), memory: input('batch', 'keys', 48) },
  (p, { x, memory }) => {
    //> crossAttention(32, 64, { heads: 4 }) ~> crossAttention(32, 48, { heads: 4 })
    //! crossAttention(32, 64): memory has 48 features, expected 64
    const y = p.cross(x, memory);
    return p.out(mean(y, 'time'));
  },
);
