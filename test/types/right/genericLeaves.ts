// Leaves and factories whose sizes are type parameters.
import {
  add,
  affine,
  constant,
  type Dim,
  full,
  input,
  iota,
  matmul,
  model,
  mul,
  ones,
  relu,
  type Shape,
  selfAttention,
  sub,
  type Tensor,
  zeros,
} from '../../../runtime/index.ts';

declare function is<S extends Shape, D extends 'f32' | 'i32' = 'f32'>(x: Tensor<S, D>): void;

// a factory of models, and one of its products
export function classifier<I extends number, H extends number, O extends number>(inputs: I, hidden: H, outputs: O) {
  const layers = { a: affine(inputs, hidden), b: affine(hidden, outputs) };
  return model(layers, input('batch', inputs), (p, x) => p.b(relu(p.a(x))));
}
is<['batch', 784]>(classifier(784, 300, 10).inputs);

// an autoencoder
export function autoencoder<W extends number, C extends number>(width: W, code: C) {
  const layers = { encode: affine(width, code), decode: affine(code, width) };
  return model(layers, input('batch', width), (p, x) => sub(p.decode(relu(p.encode(x))), x));
}
is<['batch', 16]>(autoencoder(16, 4).inputs);

// constants of a size that is a parameter
export const averaged = <B extends Dim, N extends number>(x: Tensor<[B, N]>, n: N) => matmul(x, full(1 / n, n, n));
is<['batch', 8]>(averaged(zeros('batch', 8), 8));
export const positions = <N extends Dim>(n: N) => iota(n);
is<[7], 'i32'>(positions(7));
export const weights = <N extends number>(n: N) => constant(new Float32Array(n * n), n, n);
is<[3, 3]>(weights(3));

// a class with a size of its own
export class Running<N extends number> {
  readonly start: Tensor<[N]>;
  constructor(readonly size: N) {
    this.start = ones(size);
  }
  next<B extends Dim>(x: Tensor<[B, N]>): Tensor<[B, N]> {
    return add(mul(0.9, x), this.start);
  }
}
is<['batch', 5]>(new Running(5).next(zeros('batch', 5)));

// attention in a number of heads that is a parameter
export const attention = <H extends number>(heads: H) => selfAttention(96, { heads });
is<['batch', 5, 96]>(attention(8)(zeros('batch', 5, 96)));
