import {
  add,
  affine,
  type Dim,
  glorotUniform,
  input,
  matmul,
  model,
  parameter,
  relu,
  type Tensor,
} from '../../../runtime/index.ts';

/** weights as PyTorch keeps them: [out, in] */
export function linear<B extends Dim, I extends Dim, O extends Dim>(
  x: Tensor<[B, I]>,
  w: Tensor<[O, I]>,
  b: Tensor<[O]>,
) {
  //> matmul(x, w) ~> matmul(x, transpose(w))
  //! matmul: inner dimensions differ: I vs O
  return add(matmul(x, w), b);
}

const first = { params: { w: parameter('w', [64, 784], glorotUniform), b: parameter('b', [64], glorotUniform) } };
export const net = model({ first, out: affine(64, 10) }, input('batch', 784), (p, x) =>
  p.out(relu(linear(x, p.first.params.w, p.first.params.b))),
);
