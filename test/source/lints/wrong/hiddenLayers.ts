// brain.js: hiddenLayers: [3, 3], with one layer for both.
import { affine, input, model, pipe, sigmoid } from '../../../../runtime/index.ts';

const hidden = affine(3, 3);
const layers = {
  first: hidden,
  //! model: 'first' and 'second' are one layer, affine(3, 3): they share its weights
  second: hidden,
  out: affine(3, 1),
};
export const net = model(layers, input('batch', 3), (p, x) => pipe(x, p.first, sigmoid, p.second, sigmoid, p.out));
