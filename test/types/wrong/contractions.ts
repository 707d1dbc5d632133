// Wrong programs: contractions.
import { dot, einsum, matmul, outer } from '../../../dsl/ops/contract.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import type { Dim } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

//! matmul: inner dimensions differ: 784 vs 512
export const matmulInner = () => matmul(zeros(32, 784), zeros(512, 10));

//! matmul: batch dimensions [8, 12] and [6, 12] do not broadcast: 8 vs 6
export const matmulBatch = () => matmul(zeros(8, 12, 4, 4), zeros(6, 12, 4, 4));

//! matmul: operands are f32 and i32, expected the same type
export const matmulTypes = () => matmul(zeros(2, 3), input.i32(3, 4));

//! matmul: an operand needs at least 2 axes, got [784]
export const matmulVector = () => matmul(zeros(784), zeros(784, 10));

//! matmul: an operand needs at least 2 axes, got [784]
export const matmulByVector = () => matmul(zeros(32, 784), zeros(784));

//! dot: expected rank 1, got [2, 3]
export const dotRank = () => dot(zeros(2, 3), zeros(3));

//! outer: expected rank 1, got []
export const outerRank = () => outer(zeros(3), zeros());

//! dot: lengths differ: 3 vs 4
export const dotLengths = () => dot(zeros(3), zeros(4));

//! dot: operands are f32 and i32, expected the same type
export const dotTypes = () => dot(zeros(3), input.i32(3));

//! outer: operands are i32 and f32, expected the same type
export const outerTypes = () => outer(input.i32(3), zeros(4));

//! einsum: label 'j' is 784 in 'bij' but 512 in 'bjk'
export const einsumLabel = () => einsum('bij,bjk->bik', zeros(2, 3, 784), zeros(2, 512, 5));

//! einsum: label 'i' is 3 in 'ii' but 4 in 'ii'
export const einsumDiagonal = () => einsum('ii->i', zeros(3, 4));

//! einsum: output label 'z' does not occur in an input
export const einsumOutput = () => einsum('bij,bjk->biz', zeros(2, 3, 4), zeros(2, 4, 5));

//! einsum: output label 'i' occurs twice
export const einsumTwice = () => einsum('ij,jk->ii', zeros(3, 4), zeros(4, 5));

//! einsum: 'bjk' needs rank 3, got [4, 5]
export const einsumRank = () => einsum('bij,bjk->bik', zeros(2, 3, 4), zeros(4, 5));

//! einsum: 'ij,jk->ik' describes 2 operands, got 1
export const einsumOperands = () => einsum('ij,jk->ik', zeros(2, 3));

//! einsum: expected 'inputs->output', e.g. 'bij,bjk->bik', got 'ij,jk'
export const einsumSpec = () => einsum('ij,jk', zeros(2, 3), zeros(3, 4));

//? matmul: inner dimensions differ: T vs S
export const matmulNames = () => matmul(input('batch', 'T'), input('S', 8));

//? einsum: label 't' is T in 'bt' but S in 'tc'
export const einsumNames = () => einsum('bt,tc->bc', input('batch', 'T'), input('S', 8));

//? matmul: inner dimensions differ: 784 vs 512
export function insideGeneric<B extends Dim>(x: Tensor<[B, 784]>) {
  return matmul(x, zeros(512, 10));
}

//! einsum: '...ij->ij' has '...' in an input but not in the output
export const ellipsisDropped = () => einsum('...ij->ij', zeros(2, 3, 4));

//! einsum: output label '...' does not occur in an input
export const ellipsisUnknown = () => einsum('ij->...ij', zeros(2, 3));

//! einsum: '...' occurs twice in '...i...'
export const ellipsisTwice = () => einsum('...i...->...i', zeros(2, 3));

//! einsum: '...ij' needs rank 2 or more, got [2]
export const ellipsisOfLess = () => einsum('...ij->...i', zeros(2));

//! einsum: cannot broadcast [2, 4] with [2, 3]: 4 vs 3
export const ellipsesClash = () => einsum('...ij,...jk->...ik', zeros(2, 4, 5, 8), zeros(2, 3, 8, 6));

//! einsum: label 'j' is 8 in '...ij' but 7 in 'jk'
export const besideEllipsis = () => einsum('...ij,jk->...ik', zeros(2, 5, 8), zeros(7, 6));

//! einsum: expected 'inputs->output', e.g. 'bij,bjk->bik', got '..ij->ij'
export const twoDots = () => einsum('..ij->ij', zeros(2, 3));
