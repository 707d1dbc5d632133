import { gru, input, model } from '../../../runtime/index.ts';

/** self.rnn(x, h0): the second argument is h0 */
export const net = model(
  { cell: gru(16, 32) },
  { x: input('batch', 'time', 16), h: input('batch', 32) },
  //> p.cell(x, h) ~> p.cell(x, { initial: h })
  //! gru: options is a tensor [batch, 32], expected { initial, lengths, reverse }
  (p, { x, h }) => p.cell(x, h).outputs,
);
