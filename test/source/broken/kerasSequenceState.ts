import { gru, input, lstm, model } from '../../../runtime/index.ts';

/** the decoder starts from an LSTM's state, and is a GRU */
export const net = model(
  { encoder: lstm(10, 24), decoder: gru(12, 24) },
  { a: input('batch', 'S', 10), b: input('batch', 'T', 12) },
  (p, { a, b }) => {
    const { state } = p.encoder(a);
    //> initial: state ~> initial: state.h
    //! gru: state is { h, c }, expected one tensor
    return p.decoder(b, { initial: state }).outputs;
  },
);
