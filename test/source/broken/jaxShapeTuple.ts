import { add, input, zeros } from '../../../runtime/index.ts';

/** jnp.zeros((32, 64)) */
export function shifted() {
  const x = input(32, 64);
  //> zeros([32, 64]) ~> zeros(32, 64)
  //! zeros: sizes are arguments of their own: zeros(32, 64)
  return add(x, zeros([32, 64]));
}
