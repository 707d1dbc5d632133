// JAX: lax.scan over a pytree, whose leaves are of one length.
import { add, input, model, scan, zeros } from '../../../runtime/index.ts';

export const net = model({}, { a: input('S', 4), b: input('T', 4) }, (_p, { a, b }) => {
  //> input('T', 4) ~> input('S', 4)
  //> input('S', 4) ~> input('T', 4)
  //! scan: sequences have lengths S and T
  const { outputs } = scan(zeros(4), { a, b }, (h, row) => [add(h, row.a), row.b]);
  return outputs;
});
