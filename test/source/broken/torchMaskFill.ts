import { input, model, softmax } from '../../../runtime/index.ts';

/** scores.masked_fill(mask == 0, -1e9): a method */
export const masked = model(
  {},
  { s: input('batch', 'time', 'keys'), mask: input.bool('batch', 1, 'keys') },
  //> s.masked_fill(mask, -1e9) ~> where(mask, -1e9, s)
  //! a tensor has no 'masked_fill': operations are functions, where(x)
  (_, { s, mask }) => softmax(s.masked_fill(mask, -1e9), -1),
);
