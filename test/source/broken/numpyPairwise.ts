import { input, square, sub, sum } from '../../../runtime/index.ts';

/** every point against every centre, without newaxis */
export function distances() {
  const points = input(100, 3);
  const centres = input(7, 3);
  //> sub(points, centres) ~> sub(expand(points, 1), centres)
  //! sub: cannot broadcast [100, 3] with [7, 3]: 100 vs 7
  return sum(square(sub(points, centres)), 2);
}
