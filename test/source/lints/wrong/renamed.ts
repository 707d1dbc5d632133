// TensorFlow.js: names of the library under names of one own.
import { affine as dense, model as sequential, input as shape } from '../../../../runtime/index.ts';

export const net = sequential(
  {
    dense: dense(8, 8),
    //! model: the layer 'spare' is never used
    spare: dense(8, 8),
  },
  shape('batch', 8),
  ({ dense }, x) => dense(x),
);
