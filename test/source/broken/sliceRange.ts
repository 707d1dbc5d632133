import { affine, gru, input, model, reshape, slice } from '../../../runtime/index.ts';

/** the last of 24 rows, counted from 1 */
export const forecast = model({ read: gru(4, 32), out: affine(32, 1) }, input(16, 24, 4), (p, series) => {
  const { outputs } = p.read(series);
  //> slice(outputs, 1, 24, 25) ~> slice(outputs, 1, 23, 24)
  //! slice: [24, 25) is out of range for dimension 24
  const last = slice(outputs, 1, 24, 25);
  const flat = reshape(last, 16, 32);
  return p.out(flat);
});
