import { affine, concat, input, model, relu } from '../../../runtime/index.ts';

/** torch.cat([a, b], dim=1) */
export const wideAndDeep = model({ deep: affine(16, 32), out: affine(48, 1) }, input('batch', 16), (p, x) => {
  const deep = relu(p.deep(x));
  //> concat([x, deep], 1) ~> concat(1, x, deep)
  //! concat: the axis comes first, and tensors are arguments of their own: concat(1, x, deep)
  const both = concat([x, deep], 1);
  return p.out(both);
});
