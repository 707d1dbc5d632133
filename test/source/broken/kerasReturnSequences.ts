import { affine, gru, input, model } from '../../../runtime/index.ts';

/** LSTM(64) gives its last output */
export const net = model({ read: gru(16, 64), out: affine(64, 3) }, input('batch', 30, 16), (p, x) => {
  const h = p.read(x);
  //> p.out(h) ~> p.out(h.state)
  //> p.out(h) ~> p.out(h.outputs)
  //! expected a tensor, got { outputs, state }
  return p.out(h);
});
