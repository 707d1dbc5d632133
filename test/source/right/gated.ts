import { affine, type Dim, mul, type Shape, sigmoid, type Tensor, tanh, zeros } from '../../../runtime/index.ts';

export function gated<I extends Dim, O extends Dim>(inputs: I, outputs: O) {
  const value = affine(inputs, outputs);
  const gate = affine(inputs, outputs);
  const apply = <L extends Shape>(x: Tensor<[...L, I]>) => mul(tanh(value(x)), sigmoid(gate(x)));
  return { value, gate, apply };
}
export const used = gated(8, 4).apply(zeros('batch', 'time', 8));
