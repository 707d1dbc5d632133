// Patterns of axes (Rogozhnikov 2022): the shapes that they make.
import { input, rearrange, reduce, repeat, zeros } from '../../../dsl/ops/index.ts';
import type { Dim, Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

const x = zeros('batch', 'T', 512);
const heads = rearrange(x, 'b t (h d) -> b h t d', { h: 8 });
is<['batch', 8, 'T', 64]>(heads);
is<['batch', 'T', 512]>(rearrange(heads, 'b h t d -> b t (h d)'));
is<['T*batch', 512]>(rearrange(x, 'b t c -> (b t) c'));
is<[512, 'batch', 'T']>(rearrange(x, '... c -> c ...'));
is<['batch', '512*T']>(rearrange(x, 'b ... -> b (...)'));
is<['batch', 1, 'T', 512]>(rearrange(x, 'b t c->b 1 t c'));
is<['batch', 'T']>(rearrange(zeros('batch', 1, 'T'), 'b () t -> b t'));
// patches of a picture
is<['batch', 16, 192]>(
  rearrange(zeros('batch', 3, 32, 32), 'b c (h p1) (w p2) -> b (h w) (p1 p2 c)', { p1: 8, p2: 8 }),
);
// a group that is moved whole keeps its dimension, whatever it is
export const whole = <B extends Dim, C extends Dim>(y: Tensor<[B, C, 4]>): Tensor<[4, B, C]> =>
  rearrange(y, 'b c n -> n b c');
export const cut = <B extends Dim, T extends Dim>(y: Tensor<[B, T, 512]>): Tensor<[B, 8, T, 64]> =>
  rearrange(y, 'b t (h d) -> b h t d', { h: 8 });
is<['batch', 12, 3]>(rearrange(zeros('batch', 3, 12), 'b c (h w) -> b (h w) c', { h: 3 }));

is<['batch', 3, 16, 8]>(reduce(zeros('batch', 3, 32, 16), 'b c (h 2) (w 2) -> b c h w', 'max'));
is<['batch', 3]>(reduce(zeros('batch', 3, 32, 16), 'b c h w -> b c', 'mean'));
is<[]>(reduce(zeros('batch', 3), 'b c ->', 'sum'));
export const some: Tensor<['batch', 1], 'bool'> = reduce(input.bool('batch', 3, 4), 'b c d -> b 1', 'any');
export const most: Tensor<['batch'], 'i32'> = reduce(input.i32('batch', 3), 'b c -> b', 'max');

is<[32, 16, 3]>(repeat(zeros(32, 16), 'h w -> h w c', { c: 3 }));
is<[64, 16]>(repeat(zeros(32, 16), 'h w -> (h 2) w'));
is<['batch', 'S', 4]>(repeat(zeros('batch', 4), 'b c -> b s c', { s: 'S' }));
is<[32, 48]>(repeat(zeros(32, 16), 1, 3));
