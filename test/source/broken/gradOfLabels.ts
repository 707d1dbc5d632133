// JAX: grad by an argument that holds integers.
import { cast, grad, input, model, sum } from '../../../runtime/index.ts';

export const net = model({}, input.i32('batch'), (_p, ids) =>
  //> none
  //! grad: the derivative is by a tensor of i32, expected f32
  grad(sum(cast(ids, 'f32')), ids),
);
