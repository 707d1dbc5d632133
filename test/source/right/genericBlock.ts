import { add, affine, type Dim, gelu, input, layerNorm, mean, model, type Tensor } from '../../../runtime/index.ts';

const block = <C extends Dim>(c: C) => layerOf2(c);
function layerOf2<C extends Dim>(c: C) {
  return { norm: layerNorm(c), up: affine(c, 256), down: affine(256, c) };
}
const apply = <C extends Dim, B extends Dim, T extends Dim>(
  p: ReturnType<typeof layerOf2<C>>,
  x: Tensor<[B, T, C]>,
): Tensor<[B, T, C]> => add(x, p.down(gelu(p.up(p.norm(x)))));
export const net = model({ a: block(64), b: block(64), out: affine(64, 10) }, input('batch', 'time', 64), (p, x) =>
  p.out(mean(apply(p.b, apply(p.a, x)), 'time')),
);
