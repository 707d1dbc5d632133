import { type Dim, slice, softmax, type Tensor } from '../../../runtime/index.ts';

export const shifted = <B extends Dim>(x: Tensor<[B, 'T', 8]>) => softmax(slice(x, 1, 1), 'T-1');
