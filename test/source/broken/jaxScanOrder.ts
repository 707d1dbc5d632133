import { add, input, scan, tanh, zeros } from '../../../runtime/index.ts';

/** jax.lax.scan(step, init, xs) */
export function running() {
  const xs = input(50, 8);
  //> scan((h, x) => [tanh(add(h, x)), h], zeros(8), xs) ~> scan(zeros(8), xs, (h, x) => [tanh(add(h, x)), h])
  //! scan: the body comes last: scan(zeros(8), xs, ...)
  return scan((h, x) => [tanh(add(h, x)), h], zeros(8), xs);
}
