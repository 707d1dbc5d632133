import { expand, input, model, sqrt, square, sub, sum } from '../../../runtime/index.ts';

export const pairwise = model({}, { a: input('n', 3), b: input('m', 3) }, (_, { a, b }) =>
  sqrt(sum(square(sub(expand(a, 1), expand(b, 0))), 2)),
);
