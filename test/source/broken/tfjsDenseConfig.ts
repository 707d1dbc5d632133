import { affine, input, model } from '../../../runtime/index.ts';

/** tf.layers.dense({ units: 10, inputShape: [784] }) */
export const net = model(
  {
    //> affine({ units: 10, inputShape: [784] }) ~> affine(784, 10)
    //! affine(inputs, outputs, options): expected 2-3 arguments, got 1
    out: affine({ units: 10, inputShape: [784] }),
  },
  input('batch', 784),
  (p, x) => p.out(x),
);
