import { affine, input, lstm, model } from '../../../runtime/index.ts';

/** h, c = state of an LSTM; here a record */
export const net = model({ cell: lstm(16, 32), out: affine(32, 4) }, input('batch', 'time', 16), (p, x) => {
  const { state } = p.cell(x);
  //> p.out(state) ~> p.out(state.h)
  //! expected a tensor, got { h, c }
  return p.out(state);
});
