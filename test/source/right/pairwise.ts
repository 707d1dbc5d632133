import { type Dim, div, matmul, sqrt, square, sum, type Tensor, transpose } from '../../../runtime/index.ts';

export const cosine = <N extends Dim, M extends Dim, C extends Dim>(a: Tensor<[N, C]>, b: Tensor<[M, C]>) => {
  const unit = <R extends Dim>(x: Tensor<[R, C]>) => div(x, sqrt(sum(square(x), 1, { keepDims: true })));
  return matmul(unit(a), transpose(unit(b)));
};
