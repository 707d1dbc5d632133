import { add, input, matmul, normalInitializer, parameter, scan, tanh, zeros } from '../../../runtime/index.ts';

const u = parameter('u', [28, 64], normalInitializer(0.1));
const v = parameter('v', [64, 64], normalInitializer(0.1));

/** rows of digits [batch, time, features], but scan goes over the first axis */
export function readRows() {
  const rows = input(32, 28, 28);
  const read = scan(zeros(32, 64), rows, (h, x) => {
    const seen = matmul(x, u);
    //> scan(zeros(32, 64), rows, ~> scan(zeros(32, 64), permute(rows, 1, 0, 2),
    //> zeros(32, 64) ~> zeros(28, 64)
    //> none
    //! add: cannot broadcast [28, 64] with [32, 64]: 28 vs 32
    const next = tanh(add(seen, matmul(h, v)));
    return [next, next];
  });
  return read.carry;
}
