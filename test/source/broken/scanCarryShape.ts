import {
  add,
  affine,
  concat,
  input,
  matmul,
  normalInitializer,
  parameter,
  scan,
  tanh,
  zeros,
} from '../../../runtime/index.ts';

const w = parameter('w', [24, 16], normalInitializer(0.1));
const out = affine(16, 5);
const series = input(100, 32, 8);

/** a recurrent network by hand: the next state is [state, x], not what the matrix makes of it */
const { carry, outputs } = scan(zeros(32, 16), series, (h, x) => {
  const both = concat(1, h, x);
  const next = tanh(matmul(both, w));
  //> return [both, next] ~> return [next, both]
  //> return [both, next] ~> return [next, next]
  //! scan: carry is [32, 16] but the body returns [32, 24]
  return [both, next];
});

export const last = out(add(carry, 0));
export const all = out(outputs);
