import { glorotUniform, input, matmul, parameter, relu } from '../../../runtime/index.ts';

/** a weight as PyTorch keeps it, [out, in] */
const w = parameter('w', [64, 784], glorotUniform);
export function hidden() {
  const x = input(32, 784);
  //> matmul(x, w) ~> matmul(x, transpose(w))
  //! matmul: inner dimensions differ: 784 vs 64
  return relu(matmul(x, w));
}
