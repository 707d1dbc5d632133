// Layers that are chosen by a name or a number that only the run knows (PyTorch: ModuleDict).
import { affine, input, lstm, model, relu } from '../../../../runtime/index.ts';

const layers = { first: affine(8, 8), second: affine(8, 8), third: affine(8, 8) };
export const chosen = (name: keyof typeof layers) => model(layers, input('batch', 8), (p, x) => p[name](x));
export const some = (count: number) =>
  model({ blocks: [affine(8, 8), affine(8, 8), affine(8, 8)] }, input('batch', 8), (p, x) =>
    p.blocks.slice(0, count).reduce((h, block) => relu(block(h)), x),
  );
export const recurring = model({ cell: lstm(8, 16), out: affine(16, 3) }, input('batch', 'time', 8), (p, x) =>
  p.out(p.cell(x).outputs),
);
