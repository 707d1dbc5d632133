import { input, model, where } from '../../../runtime/index.ts';

/** x[x > 0] = 0 by comparison operators */
export const clipped = model(
  {},
  input('batch', 6),
  //> where(x > 0, x, 0) ~> where(greater(x, 0), x, 0)
  //! '>' is not for tensors; write greater(x, 0)
  (_, x) => where(x > 0, x, 0),
);
