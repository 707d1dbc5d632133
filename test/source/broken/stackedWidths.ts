import { affine, gru, input, lstm, model, stacked } from '../../../runtime/index.ts';

export const deep = model(
  {
    rnn: stacked(
      lstm(28, 128),
      //> gru(64, 64) ~> gru(128, 64)
      //> lstm(28, 128) ~> lstm(28, 64)
      //! stacked: a layer expects 64 features, the one below gives 128
      gru(64, 64),
    ),
    out: affine(64, 10),
  },
  input('batch', 28, 28),
  (p, x) => p.out(p.rnn(x).state[1]),
);
