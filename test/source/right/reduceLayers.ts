import { add, affine, input, model, relu } from '../../../runtime/index.ts';

export const deep = model(
  {
    first: affine(8, 16),
    blocks: Array.from({ length: 6 }, () => ({ a: affine(16, 32), b: affine(32, 16) })),
    out: affine(16, 2),
  },
  input('batch', 8),
  (p, x) => p.out(p.blocks.reduce((h, { a, b }) => add(h, b(relu(a(h)))), p.first(x))),
);
