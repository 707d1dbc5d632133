import { add, type Dim, div, expand, mul, sum, type Tensor } from '../../../runtime/index.ts';

export const masked = <B extends Dim, T extends Dim, C extends Dim>(x: Tensor<[B, T, C]>, keep: Tensor<[B, T]>) =>
  div(sum(mul(x, expand(keep, 2)), 1), add(sum(keep, 1, { keepDims: true }), 1e-6));
