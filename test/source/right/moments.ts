import { add, type Dim, div, mean, sqrt, square, sub, type Tensor } from '../../../runtime/index.ts';

export const standardized = <B extends Dim, T extends Dim, C extends Dim>(x: Tensor<[B, T, C]>) => {
  const centred = sub(x, mean(x, 1, { keepDims: true }));
  return div(centred, sqrt(add(mean(square(centred), 1, { keepDims: true }), 1e-5)));
};
