import { affine, bidirectional, input, lstm, model } from '../../../runtime/index.ts';

/** the state of a bidirectional LSTM is { forward, backward } */
export const net = model(
  { both: bidirectional(lstm(10, 16), lstm(10, 16)), out: affine(32, 3) },
  input('batch', 'time', 10),
  (p, x) => {
    const { state } = p.both(x);
    //> none
    //! state has no 'h'; it has 'forward' and 'backward'
    return p.out(state.h);
  },
);
