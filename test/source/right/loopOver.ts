import { type Dim, matmul, type Tensor } from '../../../runtime/index.ts';

export const power = <B extends Dim, N extends Dim>(x: Tensor<[B, N]>, w: Tensor<[N, N]>, steps: number) => {
  let h = x;
  for (let i = 0; i < steps; i++) h = matmul(h, w);
  return h;
};
