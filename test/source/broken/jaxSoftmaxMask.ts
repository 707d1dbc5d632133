import { affine, input, model, softmax, where } from '../../../runtime/index.ts';

/** a mask of 0 and 1 for where */
export const net = model(
  { score: affine(16, 20) },
  { x: input('batch', 16), mask: input('batch', 20) },
  (p, { x, mask }) => {
    //> where(mask, p.score(x), -1e9) ~> where(greater(mask, 0), p.score(x), -1e9)
    //> where(mask, p.score(x), -1e9) ~> where(cast(mask, 'bool'), p.score(x), -1e9)
    //> mask: input('batch', 20) ~> mask: input.bool('batch', 20)
    //! where: condition is f32, expected bool
    return softmax(where(mask, p.score(x), -1e9));
  },
);
