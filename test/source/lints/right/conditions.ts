// Conditions on sizes, modes, and tensors that may be absent (NumPy).
import { affine, greater, input, model, relu, type Tensor, where } from '../../../../runtime/index.ts';

function attended(x: Tensor<['batch', 8]>, mask?: Tensor<['batch', 8], 'bool'>) {
  return mask ? where(mask, x, 0) : x;
}
export const net = model({ a: affine(8, 8) }, input('batch', 8), (p, x, mode) => {
  const gate: Tensor<['batch', 8]> | null = mode.training ? p.a(x) : null;
  const h = gate && relu(gate);
  if (!h) return attended(x);
  return attended(h, greater(x, 0));
});
