import { constant, matmul, ones } from '../../../runtime/index.ts';

/** tf.tensor2d([[1, 2], [3, 4]]) */
export const m = matmul(
  constant(
    //> [[1, 2], [3, 4],] ~> [1, 2, 3, 4]
    //! constant: the data is a list of lists, expected numbers one after another, and their sizes
    [
      [1, 2],
      [3, 4],
    ],
    2,
    2,
  ),
  ones(2, 1),
);
