import { type Dim, logSoftmax, matmul, mean, neg, scale, type Tensor, transpose } from '../../../runtime/index.ts';

export const loss = <N extends Dim, C extends Dim>(a: Tensor<[N, C]>, b: Tensor<[N, C]>) =>
  neg(mean(logSoftmax(scale(matmul(a, transpose(b)), 10))));
