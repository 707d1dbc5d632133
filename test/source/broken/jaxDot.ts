import { dot, input, normalInitializer, parameter, relu } from '../../../runtime/index.ts';

/** jnp.dot(x, w) of matrices */
const w = parameter('w', [20, 8], normalInitializer(0.1));
export function hidden() {
  const x = input(32, 20);
  //> dot(x, w) ~> matmul(x, w)
  //! dot: expected rank 1, got [32, 20]
  return relu(dot(x, w));
}
