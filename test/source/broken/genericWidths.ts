import { add, affine, type Dim, input, matmul, model, relu, type Tensor, zeros } from '../../../runtime/index.ts';

/** two branches of a network of one's own; the second was never widened */
export function joined<B extends Dim>(wide: Tensor<[B, 128]>, narrow: Tensor<[B, 64]>) {
  //> narrow: Tensor<[B, 64]> ~> narrow: Tensor<[B, 128]>
  //> wide: Tensor<[B, 128]> ~> wide: Tensor<[B, 64]>
  //! add: cannot broadcast [B, 128] with [B, 64]: 128 vs 64
  return relu(add(wide, narrow));
}

// a mistake of its own is told beside it
//! matmul: inner dimensions differ: 3 vs 4
export const product = matmul(zeros(2, 3), zeros(4, 5));

export const net = model({ out: affine(128, 10) }, input('batch', 128), (p, x) => p.out(relu(x)));
