// PyTorch: num_layers=2 by one cell twice.
import { affine, input, lstm, model, stacked } from '../../../../runtime/index.ts';

const cell = lstm(16, 16);
export const net = model(
  //! stacked: '0' and '1' are one layer, lstm(16, 16): they share its weights
  { cells: stacked(cell, cell), out: affine(16, 2) },
  input('batch', 'time', 16),
  (p, x) => p.out(p.cells(x).outputs),
);
