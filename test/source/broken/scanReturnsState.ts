import { add, affine, input, matmul, normalInitializer, parameter, scan, tanh, zeros } from '../../../runtime/index.ts';

const p = {
  u: parameter('u', [12, 24], normalInitializer(0.1)),
  v: parameter('v', [24, 24], normalInitializer(0.1)),
};
const out = affine(24, 3);

/** the body gives only the next state, as in a fold */
export function elmanByHand() {
  const xs = input(50, 8, 12);
  const h0 = zeros(8, 24);
  //> none
  //! scan: the body returns a tensor [8, 24], expected [carry, output]
  const { carry } = scan(h0, xs, (h, x) => tanh(add(matmul(x, p.u), matmul(h, p.v))));
  return out(carry);
}
