import { affine, crossCorrelate, flatten, input, maxPool, model, pipe, relu } from '../../../runtime/index.ts';

// as in tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 3 })
export const cnn = model(
  { conv: crossCorrelate(1, 32, 3, { padding: 1 }), out: affine(6272, 10) },
  input('batch', 28, 28, 1),
  (p, images) => {
    //> p.conv(images) ~> p.conv(permute(images, 0, 3, 1, 2))
    //> input('batch', 28, 28, 1) ~> input('batch', 1, 28, 28)
    //! crossCorrelate(1, 32): input has 28 channels, expected 1
    const features = relu(p.conv(images));
    const pooled = maxPool(2, { stride: 2 })(features);
    return pipe(pooled, flatten, p.out);
  },
);
