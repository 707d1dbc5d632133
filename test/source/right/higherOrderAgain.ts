import { relu, type Shape, type Tensor, zeros } from '../../../runtime/index.ts';

export const twice =
  <S extends Shape>(f: (x: Tensor<S>) => Tensor<S>) =>
  (x: Tensor<S>) =>
    f(f(x));
export const y = twice<['batch', 4]>((x) => relu(x))(zeros('batch', 4));
