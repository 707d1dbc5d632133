// Keras: Dropout()(x, training=False), by a mode of one own.
import {
  adam,
  affine,
  crossEntropy,
  dropout,
  evaluating,
  input,
  model,
  pipe,
  relu,
  trainStep,
} from '../../../../runtime/index.ts';

const off = evaluating;
const net = model({ hidden: affine(8, 32), out: affine(32, 3) }, input('batch', 8), (p, x) =>
  //! dropout: in evaluation mode it leaves out nothing, in training too
  pipe(x, p.hidden, relu, dropout(0.4, off), p.out),
);
export const step = trainStep(net, crossEntropy, adam());
