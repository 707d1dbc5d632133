import { add, input, randomNormal } from '../../../runtime/index.ts';

/** a number for a key */
export function noisy() {
  const x = input(32, 20);
  //> randomNormal(42, 32, 20) ~> randomNormal(keyOf(42), 32, 20)
  //! randomNormal: key is number, expected a key; write keyOf(42)
  return add(x, randomNormal(42, 32, 20));
}
