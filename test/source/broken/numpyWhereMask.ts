// NumPy: the condition is f32, where takes bool.
import { affine, input, model, softmax, squeeze, where } from '../../../runtime/index.ts';

export const masked = model(
  { score: affine(32, 1) },
  { x: input('batch', 'time', 32), mask: input('batch', 'time') },
  (p, { x, mask }) => {
    const s = squeeze(p.score(x), 2);
    //> input('batch', 'time') ~> input.bool('batch', 'time')
    //> where(mask, ~> where(greater(mask, 0),
    //> where(mask, ~> where(notEqual(mask, 0),
    //! where: condition is f32, expected bool
    return softmax(where(mask, s, -1e9));
  },
);
