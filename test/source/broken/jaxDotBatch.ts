// JAX: dot takes two vectors, x is [batch, 8].
import { add, dot, glorotUniform, input, model, parameter, zerosInitializer } from '../../../runtime/index.ts';

export const net = model(
  { w: parameter('w', [8, 3], glorotUniform), b: parameter('b', [3], zerosInitializer) },
  input('batch', 8),
  (p, x) => {
    //> dot(x, p.w) ~> matmul(x, p.w)
    //! dot: expected rank 1, got [batch, 8]
    const y = dot(x, p.w);
    return add(y, p.b);
  },
);
