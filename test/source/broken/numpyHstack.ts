import { affine, concat, input } from '../../../runtime/index.ts';

/** features side by side along the rows' axis */
const out = affine(10, 1);
export function scores() {
  const a = input(32, 4);
  const b = input(32, 6);
  //> concat(0, a, b) ~> concat(1, a, b)
  //! concat: [32, 4] and [32, 6] differ off axis 0
  return out(concat(0, a, b));
}
