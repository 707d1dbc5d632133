// Tensors of many axes: each can be named, from both ends.
import { add } from '../../../dsl/ops/binary.ts';
import { concat } from '../../../dsl/ops/join.ts';
import { zeros } from '../../../dsl/ops/leaves.ts';
import { sum } from '../../../dsl/ops/reduce.ts';
import { expand, permute, slice, split, squeeze, transpose } from '../../../dsl/ops/views.ts';
import type { Dim, Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

const twelve = zeros(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
is<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]>(sum(twelve, 11));
is<[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]>(sum(twelve, -12));
is<[1, 2, 3, 4, 5, 6, 7, 8, 9, 12]>(sum(twelve, [10, 9]));
is<[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]>(squeeze(twelve, -12));
is<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1]>(expand(twelve, 12));
is<[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]>(permute(twelve, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
is<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 11]>(transpose(twelve));
is<[1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 11, 12]>(concat(9, twelve, twelve));
is<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 3, 12]>(slice(twelve, 10, 4, 7));
is<[1, 2, 3, 4, 5, 6, 7, 8, 9, 5, 11, 12]>(split(twelve, 9, 2)[0]);
is<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]>(add(twelve, sum(twelve, 8, { keepDims: true })));
export function last<
  A extends Dim,
  B extends Dim,
  C extends Dim,
  D extends Dim,
  E extends Dim,
  F extends Dim,
  G extends Dim,
  H extends Dim,
  I extends Dim,
>(x: Tensor<[A, B, C, D, E, F, G, H, I]>) {
  return sum(x, 8);
}
is<[1, 2, 3, 4, 5, 6, 7, 8]>(last(zeros(1, 2, 3, 4, 5, 6, 7, 8, 9)));
