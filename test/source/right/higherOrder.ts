import { affine, input, model, type Shape, type Tensor, tanh } from '../../../runtime/index.ts';

const twice =
  <S extends Shape>(f: (x: Tensor<S>) => Tensor<S>) =>
  (x: Tensor<S>): Tensor<S> =>
    f(f(x));
export const net = model({ a: affine(32, 32), out: affine(32, 2) }, input('batch', 32), (p, x) =>
  p.out(twice((y: Tensor<['batch', 32]>) => tanh(p.a(y)))(x)),
);
