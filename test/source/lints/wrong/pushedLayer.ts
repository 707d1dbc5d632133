// TensorFlow.js: model.add(dense) in a loop, with one dense layer.
import { type Affine, affine, input, model, relu } from '../../../../runtime/index.ts';

const dense = affine(32, 32);
const layers: Affine<32, 32>[] = [];
for (let i = 0; i < 4; i++) layers.push(dense);
export const net = model(
  //! model: all of 'layers' are one layer, affine(32, 32): they share its weights
  { layers, out: affine(32, 10) },
  input('batch', 32),
  (p, x) => p.out(p.layers.reduce((h, layer) => relu(layer(h)), x)),
);
