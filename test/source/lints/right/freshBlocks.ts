// Lists of layers, each made anew (PyTorch: ModuleList).
import { type Affine, affine, input, model, relu } from '../../../../runtime/index.ts';

const block = () => affine(16, 16);
const make = (width: 16) => ({ a: affine(width, width), b: affine(width, width) });
const pushed: Affine<16, 16>[] = [];
for (let i = 0; i < 3; i++) pushed.push(affine(16, 16));
const layers = {
  called: Array.from({ length: 6 }, block),
  arrow: Array.from({ length: 2 }, () => affine(16, 16)),
  mapped: [1, 2, 3].map(() => block()),
  spread: [...Array(4)].map(() => make(16)),
  filled: Array(2).fill(0).map(block),
  one: Array.from({ length: 1 }, () => affine(16, 16)),
  pushed,
};
export const net = model(layers, input('batch', 16), (p, x) => {
  let h = x;
  for (const layer of [...p.called, ...p.arrow, ...p.mapped, ...p.filled, ...p.one, ...p.pushed]) h = relu(layer(h));
  return p.spread.reduce((y, { a, b }) => b(relu(a(y))), h);
});
