import { type Dim, rearrange, type Tensor } from '../../../runtime/index.ts';

export const tiles = <B extends Dim>(x: Tensor<[B, 3, 32, 32]>) =>
  rearrange(x, 'b c (h p) (w q) -> b (h w) (p q c)', { p: 8, q: 8 });
