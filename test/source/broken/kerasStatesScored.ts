// Keras: outputs of every step are scored, labels are one for each sequence.
import { adam, affine, crossEntropy, embedding, gru, input, model, trainStep } from '../../../runtime/index.ts';

const net = model(
  { embed: embedding(5000, 64), rnn: gru(64, 32), out: affine(32, 2) },
  input.i32('batch', 'time'),
  (p, words) => p.out(p.rnn(p.embed(words)).outputs),
);
export const step = trainStep(
  net,
  {
    target: input.i32('batch'),
    //> p.rnn(p.embed(words)).outputs ~> p.rnn(p.embed(words)).state
    //! crossEntropy: labels are [batch], expected [batch, time]
    loss: (logits, labels) => crossEntropy(logits, labels),
  },
  adam(),
);
