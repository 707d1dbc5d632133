import { add, type Dim, scale, scan, type Tensor } from '../../../runtime/index.ts';

export const decayed = <T extends Dim, N extends Dim>(xs: Tensor<[T, N]>, start: Tensor<[N]>) =>
  scan(start, xs, (h, x) => {
    const next = add(scale(h, 0.9), scale(x, 0.1));
    return [next, next];
  }).outputs;
