import { argMax, input, mul } from '../../../runtime/index.ts';

/** integers with floats */
export function weighted() {
  const scores = input(32, 10);
  const weights = input(32);
  //> argMax(scores, 1) ~> cast(argMax(scores, 1), 'f32')
  //! mul: operands are i32 and f32, expected the same type
  return mul(argMax(scores, 1), weights);
}
