import { input, model, stack } from '../../../runtime/index.ts';

/** np.stack([a, b], axis=1) */
export const both = model(
  {},
  { a: input('batch', 6), b: input('batch', 6) },
  //> stack([a, b], 1) ~> stack(1, a, b)
  //! stack: the axis comes first, and tensors are arguments of their own: stack(1, a, b)
  (_, { a, b }) => stack([a, b], 1),
);
