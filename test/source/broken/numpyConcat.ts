// NumPy: the axis comes first, and the tensors one by one.
import { affine, concat, input, model, tanh } from '../../../runtime/index.ts';

export const both = model(
  { left: affine(8, 4), right: affine(8, 6), out: affine(10, 2) },
  input('batch', 8),
  (p, x) => {
    const a = tanh(p.left(x));
    const b = tanh(p.right(x));
    //> concat([a, b], 1) ~> concat(1, a, b)
    //! concat: the axis comes first, and tensors are arguments of their own: concat(1, a, b)
    return p.out(concat([a, b], 1));
  },
);
