import { affine, input, model, relu, type Tensor } from '../../../runtime/index.ts';

export function deep(widths: readonly number[]) {
  const layers = widths.slice(1).map((w, i) => affine(widths[i]!, w));
  return model({ layers }, input('batch', 7), (p, x) => {
    let h: Tensor<['batch', number]> = x;
    for (const layer of p.layers) h = relu(layer(h));
    return h;
  });
}
