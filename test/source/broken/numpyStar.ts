import { input, normalInitializer, parameter, relu } from '../../../runtime/index.ts';

/** x * w */
const w = parameter('w', [16], normalInitializer(0.1));
export function scaled() {
  const x = input(8, 16);
  //> relu(x * w) ~> relu(mul(x, w))
  //! '*' is not for tensors; write mul(x, w)
  return relu(x * w);
}
