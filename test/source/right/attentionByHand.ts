import { affine, type Dim, input, matmul, model, softmax, type Tensor, transpose } from '../../../runtime/index.ts';

export function attendOnce<B extends Dim, T extends Dim, S extends Dim, D extends Dim>(
  q: Tensor<[B, T, D]>,
  k: Tensor<[B, S, D]>,
  v: Tensor<[B, S, D]>,
): Tensor<[B, T, D]> {
  return matmul(softmax(matmul(q, transpose(k))), v);
}
export const net = model(
  { q: affine(32, 16), k: affine(24, 16), v: affine(24, 16) },
  { x: input('batch', 'time', 32), m: input('batch', 'keys', 24) },
  (p, { x, m }) => attendOnce(p.q(x), p.k(m), p.v(m)),
);
