import { concat, type Tensor } from '../../../runtime/index.ts';

/** features that are there or not, in one list */
export const joined = (more: boolean, x: Tensor<['batch', 3]>, y: Tensor<['batch', 2]>) =>
  //> concat(1, x, ...(more ? [y] : [])) ~> more ? concat(1, x, y) : x
  //! concat: how many tensors ...(more ? [y] : []) gives is not known to types
  concat(1, x, ...(more ? [y] : []));
