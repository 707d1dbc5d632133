import { affine, type Dim, input, model, silu, softmax, type Tensor } from '../../../runtime/index.ts';

type Head<N extends Dim> = ReturnType<typeof affine<32, N>>;
const heads: { readonly small: Head<2>; readonly large: Head<9> } = { small: affine(32, 2), large: affine(32, 9) };
const each = <B extends Dim, N extends Dim>(head: Head<N>, x: Tensor<[B, 32]>) => softmax(head(x));
export const forks = model({ body: affine(10, 32), heads }, input('batch', 10), (p, x) => {
  const h = silu(p.body(x));
  return { small: each(p.heads.small, h), large: each(p.heads.large, h) };
});
