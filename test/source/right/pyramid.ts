import { type Dim, maxPool, type Tensor } from '../../../runtime/index.ts';

export const pyramid = <B extends Dim, C extends Dim>(x: Tensor<[B, C, '4*H', '4*W']>) => {
  const half = maxPool(2, { stride: 2 });
  return { one: x, two: half(x), four: half(half(x)) };
};
