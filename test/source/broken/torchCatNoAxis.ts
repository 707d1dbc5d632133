import { affine, concat, input, model, relu } from '../../../runtime/index.ts';

/** torch.cat without its dim */
export const net = model(
  { left: affine(10, 16), right: affine(10, 16), out: affine(32, 1) },
  input('batch', 10),
  (p, x) => {
    const a = relu(p.left(x));
    const b = relu(p.right(x));
    //> concat(a, b) ~> concat(1, a, b)
    //> concat(a, b) ~> concat(-1, a, b)
    //! concat: the axis comes first, and tensors are arguments of their own: concat(1, a, b)
    return p.out(concat(a, b));
  },
);
