import { input, mul } from '../../../runtime/index.ts';

/** the first row */
export function weighted() {
  const rows = input(4, 16);
  //> rows[0] ~> squeeze(slice(rows, 0, 0, 1), 0)
  //> rows[0] ~> slice(rows, 0, 0, 1)
  //! a tensor is no list: write slice(rows, 0, 0, 1)
  return mul(rows[0], 2);
}
