import { affine, input, lstm, mean, model } from '../../../runtime/index.ts';

/** output, (h, c) = self.rnn(x) */
export const net = model({ rnn: lstm(8, 32), out: affine(32, 2) }, input('batch', 20, 8), (p, x) => {
  //> const [outputs] = ~> const { outputs } =
  //! lstm: the result is { outputs, state }, no list
  const [outputs] = p.rnn(x);
  return p.out(mean(outputs, 1));
});
