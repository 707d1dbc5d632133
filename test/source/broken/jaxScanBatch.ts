// JAX: batch first: scan goes over the batch.
import { add, affine, input, model, scan, tanh, zeros } from '../../../runtime/index.ts';

export const net = model({ u: affine(8, 8) }, input('batch', 'time', 8), (p, xs) => {
  const { carry } = scan(zeros('batch', 8), xs, (h, x) => {
    //> scan(zeros('batch', 8), xs ~> scan(zeros('batch', 8), permute(xs, 1, 0, 2)
    //> input('batch', 'time', 8) ~> input('time', 'batch', 8)
    //! add: cannot broadcast [batch, 8] with [time, 8]: batch vs time
    const next = tanh(add(p.u(h), x));
    return [next, next];
  });
  return carry;
});
