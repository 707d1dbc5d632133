import { add, input, matmul, normalInitializer, parameter, relu, zerosInitializer } from '../../../runtime/index.ts';

/** a bias of the inputs' width */
const w = parameter('w', [784, 128], normalInitializer(0.05));
const b = parameter('b', [784], zerosInitializer);
export function hidden() {
  const x = input(32, 784);
  //> parameter('b', [784], zerosInitializer) ~> parameter('b', [128], zerosInitializer)
  //! add: cannot broadcast [32, 128] with [784]: 128 vs 784
  return relu(add(matmul(x, w), b));
}
