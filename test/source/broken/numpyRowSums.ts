import { div, input, sum } from '../../../runtime/index.ts';

/** rows over their sums, without keepdims */
export function shares() {
  const x = input(50, 16);
  //> sum(x, 1) ~> sum(x, 1, { keepDims: true })
  //> sum(x, 1) ~> expand(sum(x, 1), 1)
  //! div: cannot broadcast [50, 16] with [50]: 16 vs 50
  return div(x, sum(x, 1));
}
