// Keras: the state of an lstm is { h, c }.
import { affine, input, lstm, model } from '../../../runtime/index.ts';

export const net = model(
  { rnn: lstm(8, 16), out: affine(16, 3) },
  input('batch', 'time', 8),
  //> .state) ~> .state.h)
  //! expected a tensor, got { h, c }
  (p, x) => p.out(p.rnn(x).state),
);
