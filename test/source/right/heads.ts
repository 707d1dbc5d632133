import { type Dim, permute, reshape, type Tensor } from '../../../runtime/index.ts';

export const heads = <B extends Dim, T extends Dim>(x: Tensor<[B, T, 64]>) => {
  const y = permute(reshape(x, -1, 1, 8, 8), 0, 2, 1, 3);
  return y;
};
