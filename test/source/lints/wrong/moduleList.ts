// PyTorch: nn.ModuleList([layer] * 6), one layer six times.
import { type Affine, affine, input, model, relu } from '../../../../runtime/index.ts';

const layer = affine(64, 64);
export const net = model(
  //! model: all of 'layers' are one layer, affine(64, 64): they share its weights
  { layers: Array(6).fill(layer) as Affine<64, 64>[], out: affine(64, 10) },
  input('batch', 64),
  (p, x) => p.out(p.layers.reduce((h, f) => relu(f(h)), x)),
);
