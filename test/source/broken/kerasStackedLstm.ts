import { affine, input, lstm, model } from '../../../runtime/index.ts';

/** LSTM on LSTM, the first without return_sequences */
export const net = model(
  { a: lstm(12, 48), b: lstm(48, 24), out: affine(24, 1) },
  input('batch', 'time', 12),
  (p, x) => {
    const h = p.a(x).state.h;
    //> p.a(x).state.h ~> p.a(x).outputs
    //! lstm(48, 24): input must be [batch, time, features]
    return p.out(p.b(h).state.h);
  },
);
