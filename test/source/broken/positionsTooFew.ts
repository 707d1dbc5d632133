// Keras: an Embedding of positions, with fewer rows than the sequence has.
import { input, learnedPositions, model } from '../../../runtime/index.ts';

export const net = model({ positions: learnedPositions(64, 16) }, input('batch', 128, 16), (p, x) =>
  //> learnedPositions(64, 16) ~> learnedPositions(128, 16)
  //! learnedPositions(64, 16): 128 positions, at most 64
  p.positions(x),
);
