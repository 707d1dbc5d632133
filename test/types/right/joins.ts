// Right programs: joining, and indexing by data.
import { add } from '../../../dsl/ops/binary.ts';
import { gather, oneHot, scatterAdd } from '../../../dsl/ops/gather.ts';
import { concat, pad, repeat, stack } from '../../../dsl/ops/join.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { maxPool1d } from '../../../dsl/ops/pool.ts';
import { broadcastTo, flatten, reshape, split, transpose } from '../../../dsl/ops/views.ts';
import type { Dim, Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

is<[2, 7, 4]>(concat(1, zeros(2, 3, 4), zeros(2, 4, 4)));
is<[2, 12, 4]>(concat(-2, zeros(2, 3, 4), zeros(2, 4, 4), zeros(2, 5, 4)));
is<[2, 'T+1']>(concat(-1, zeros(2, 'T'), zeros(2, 1)));
is<['batch', 'S+T', 8]>(concat(1, zeros('batch', 'T', 8), zeros('batch', 'S', 8)));
is<['batch', 'S+T', 8]>(concat(1, zeros('batch', 'S', 8), zeros('batch', 'T', 8)));
is<[3]>(concat(0, zeros(3)));
export function join<B extends Dim, A extends Dim, C extends Dim>(x: Tensor<[B, A]>, y: Tensor<[B, C]>) {
  return concat(1, x, y);
}
is<[2, 7]>(join(zeros(2, 3), zeros(2, 4)));
is<[3, 'B', 4]>(stack(0, zeros('B', 4), zeros('B', 4), zeros('B', 4)));
is<[2, 4, 2]>(stack(-1, zeros(2, 4), zeros(2, 4)));
export function twice<B extends Dim, C extends Dim>(x: Tensor<[B, C]>) {
  return stack(1, x, x);
}
is<[5, 2, 6]>(twice(zeros(5, 6)));
is<[2, 'T+3']>(pad(zeros(2, 'T'), 1, 1, 2));
is<[2, 12]>(repeat(zeros(2, 4), 1, 3));
is<[2, '3*T']>(repeat(zeros(2, 'T'), -1, 3));
is<['batch', 'T', 768]>(gather(zeros(30522, 768), input.i32('batch', 'T')));
is<[]>(gather(zeros(10), input.i32()));
is<['batch', 10]>(oneHot(input.i32('batch'), 10));
is<[100, 8]>(scatterAdd(100, input.i32('batch', 'T'), zeros('batch', 'T', 8)));
// of an array the types know no number
const members = Array.from({ length: 5 }, () => zeros('batch', 3));
is<['batch', number]>(concat(1, zeros('batch', 3), ...members));
is<['batch', number]>(concat(1, zeros('batch', 3), zeros('batch', 4), ...members));
is<[number, 'batch', 3]>(stack(0, zeros('batch', 3), ...members));
is<['batch', number, 3]>(stack(1, zeros('batch', 3), zeros('batch', 3), ...members));
const two = [zeros(2, 3), zeros(2, 4)] as const;
is<[2, 10]>(concat(1, zeros(2, 3), ...two));
is<[3, 2, 3]>(stack(0, zeros(2, 3), two[0], two[0]));
// one dimension, however it is written and whichever way it came about
const sequence = zeros('batch', 'T', 8);
is<['T*batch', 8]>(reshape(sequence, 'batch*T', 8));
is<['T*batch', 8]>(reshape(sequence, -1, 8));
is<['batch', '8*T']>(flatten(sequence));
is<['batch', '8*T+8']>(add(flatten(pad(sequence, 1, 0, 1)), concat(1, flatten(sequence), zeros('batch', 8))));
is<['batch', 'T+1', 8]>(reshape(concat(1, flatten(sequence), zeros('batch', 8)), 'batch', 'T+1', 8));
is<['S+T', 4]>(broadcastTo(zeros(1, 4), 'T+S', 4));
is<['S+T', 4]>(add(broadcastTo(zeros(4), 'T+S', 4), concat(0, zeros('T', 4), zeros('S', 4))));
is<['batch', 8, 'T']>(maxPool1d(transpose(repeat(sequence, 1, 2)), 2, { stride: 2 }));
// what a name is multiplied by divides
is<['batch', 'T', 8]>(split(repeat(sequence, 1, 2), 1, 2)[0]);
