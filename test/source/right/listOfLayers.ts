import { add, affine, input, model, relu } from '../../../runtime/index.ts';

const widths = [16, 16, 16] as const;
export const deep = model(
  { first: affine(8, 16), blocks: widths.map(() => affine(16, 16)), out: affine(16, 2) },
  input('batch', 8),
  (p, x) => {
    let h = relu(p.first(x));
    for (const layer of p.blocks) h = add(h, relu(layer(h)));
    return p.out(h);
  },
);
