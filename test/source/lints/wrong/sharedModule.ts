// Keras: a function that makes layers is called once, for all of the blocks.
import { add, affine, input, model, relu } from '../../../../runtime/index.ts';

const make = () => ({ up: affine(16, 64), down: affine(64, 16) });
const block = make();
export const net = model(
  //! model: 'blocks.0' and 'blocks.1' are one record of layers: they share its weights
  { blocks: [0, 1, 2].map(() => block) },
  input('batch', 16),
  (p, x) => p.blocks.reduce((h, { up, down }) => add(h, down(relu(up(h)))), x),
);
